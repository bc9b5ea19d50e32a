"""torch.cdist and topk on the same sizes as gpu_check's largest line, in blocks that fit the card."""
import statistics
import sys

try:
    import torch
except ImportError:
    sys.exit(print("peer: python3 has no torch; not compared"))
if not torch.cuda.is_available():
    sys.exit(print("peer: torch sees no GPU; not compared"))

QUERIES, ROWS, COLUMNS, BLOCK = 100_000, 160_000, 1024, 10_000
bank = torch.rand(ROWS, COLUMNS, device="cuda") * 2 - 1
queries = torch.rand(QUERIES, COLUMNS, device="cuda") * 2 - 1


def search(k):
    for begin in range(0, QUERIES, BLOCK):
        torch.cdist(queries[begin : begin + BLOCK], bank).topk(k, largest=False)


for k in (1, 9):
    times = []
    for repetition in range(5):
        start, stop = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        search(k)
        stop.record()
        stop.synchronize()
        if repetition >= 2:
            times.append(start.elapsed_time(stop))
    print(f"| torch {torch.__version__} cdist + topk, {QUERIES} x {ROWS} x {COLUMNS}, k {k} | {statistics.median(times):.1f} ms |")
