"""GFLOP/s of a square matrix product, the best of several: the machine's measured peak.

usage: matmul_peak.py PRECISION THREADS
"""
import sys
import time

import torch

dtype, threads, n = getattr(torch, sys.argv[1]), int(sys.argv[2]), 2048
torch.set_num_threads(threads)
a, b = torch.randn(n, n).to(dtype), torch.randn(n, n).to(dtype)
a @ b
best = 1e9
for _ in range(8):
    start = time.perf_counter()
    a @ b
    best = min(best, time.perf_counter() - start)
print(2 * n**3 / best / 1e9)
