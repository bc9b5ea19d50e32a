#include "tests/methods/isolation_forest/reference_auroc.h"

namespace goodparts::testing {
namespace {

TEST_P(WholeTable, AurocIsScikitLearns) { expect_reference(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Adbench, WholeTable,
                         ::testing::Values(ReferenceAuroc{"11_donors", 0.770, 0.007, 2},
                                           ReferenceAuroc{"22_magic.gamma", 0.720, 0.012},
                                           ReferenceAuroc{"24_mnist", 0.801, 0.008},
                                           ReferenceAuroc{"32_shuttle", 0.9971, 0.0004}),
                         table_name);

}  // namespace
}  // namespace goodparts::testing
