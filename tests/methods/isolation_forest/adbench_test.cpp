#include "tests/methods/isolation_forest/reference_auroc.h"

namespace goodparts::testing {
namespace {

TEST_P(WholeTable, AurocIsScikitLearns) { expect_reference(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Adbench, WholeTable,
                         ::testing::Values(ReferenceAuroc{"12_fault", 0.570, 0.009},
                                           ReferenceAuroc{"26_optdigits", 0.709, 0.056},
                                           ReferenceAuroc{"29_Pima", 0.670, 0.009},
                                           ReferenceAuroc{"2_annthyroid", 0.827, 0.015},
                                           ReferenceAuroc{"30_satellite", 0.696, 0.022},
                                           ReferenceAuroc{"38_thyroid", 0.978, 0.003},
                                           ReferenceAuroc{"40_vowels", 0.771, 0.015},
                                           ReferenceAuroc{"4_breastw", 0.988, 0.002},
                                           ReferenceAuroc{"6_cardio", 0.932, 0.013},
                                           ReferenceAuroc{"7_Cardiotocography", 0.686, 0.029}),
                         table_name);

}  // namespace
}  // namespace goodparts::testing
