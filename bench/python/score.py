"""Milliseconds of upsampling and scoring 100 masks, 256×512 → 1024×2048, as the released evaluator does; then the
memory that it takes beside its input, in MB.

usage: score.py THREADS ROUNDS CLOCK
"""
import resource
import sys
import time

import torch

from mask2former import score

threads, rounds = map(int, sys.argv[1:3])
clock = time.process_time if sys.argv[3] == "cpu" else time.perf_counter
torch.set_num_threads(threads)
torch.manual_seed(0)
masks, logits = torch.randn(100, 256, 512) * 4, torch.randn(100, 21)
score(masks[:2, :8, :8], logits[:2], (32, 32), 19)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run():
    start = clock()
    score(masks, logits, (1024, 2048), 19)
    return (clock() - start) * 1e3


run()
print(sorted(run() for _ in range(rounds))[rounds // 2])
print("extra MB", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, sep="\t")
