"""Share of each operator in a training step of ResNet-18 (CIFAR stem) on the libtorch that uno uses.

Prints the matrix product's peak before and after in GFLOP/s, the step in ms, and per operator the share of its own time.

usage: step_profile.py PRECISION WIDTH BATCH THREADS
"""
import runpy
import sys
import time

import torch
from torch.profiler import ProfilerActivity, profile

precision, width, batch, threads = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(threads)


def peak(n=2048):
    a = torch.randn(n, n).to(getattr(torch, precision))
    a @ a
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * n**3 / best / 1e9


layout = "channels_last" if precision == "bfloat16" else "contiguous"
first = peak()
sys.argv = ["train_step.py", precision, layout, str(width), str(batch), str(threads), "3"]
step = runpy.run_path(__file__.replace("step_profile", "train_step"))["step"]
start = time.perf_counter()
for _ in range(3):
    step()
each = (time.perf_counter() - start) / 3
with profile(activities=[ProfilerActivity.CPU]) as found:
    step()
print(f"peak {first:.0f} and {peak():.0f} GFLOP/s; step {each * 1e3:.0f} ms")
rows = sorted(found.key_averages(), key=lambda row: -row.self_cpu_time_total)
total = sum(row.self_cpu_time_total for row in rows)
for row in rows[:14]:
    print(f"{row.self_cpu_time_total / total:6.1%}  {row.count:4d}  {row.key}")
