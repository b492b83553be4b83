"""Milliseconds of Mask2Former (Swin-T, 100 queries, 19 + 2 classes) in plain PyTorch: total, then a line a stage.

usage: segmenter.py HEIGHT WIDTH THREADS ROUNDS CLOCK      CLOCK: wall, or cpu (of all threads)
"""
import sys
import time

import torch

from mask2former import Mask2Former, score

height, width, threads, rounds = map(int, sys.argv[1:5])
clock = time.process_time if sys.argv[5] == "cpu" else time.perf_counter
torch.set_num_threads(threads)
torch.manual_seed(0)
model = Mask2Former().eval()
x = torch.randn(1, 3, height, width)


@torch.no_grad()
def run():
    times = [clock()]
    maps = model.backbone(x)
    times.append(clock())
    maps, pixels = model.pixels(maps)
    times.append(clock())
    logits, masks = model.decoder(maps, pixels)[-1]
    times.append(clock())
    score(masks[0], logits[0], (height, width), 19)
    times.append(clock())
    return [(b - a) * 1e3 for a, b in zip(times, times[1:])]


run()
stages = [sorted(values)[rounds // 2] for values in zip(*(run() for _ in range(rounds)))]
print(sum(stages))
for name, value in zip(("backbone", "pixel decoder", "transformer decoder", "score"), stages):
    print(name, value, sep="\t")
