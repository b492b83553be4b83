"""GFLOP of the matrix products and convolutions of each stage of Mask2Former (Swin-T, 100 queries, 19 + 2 classes).

Counted by PyTorch's profiler over one pass of the plain form; two for a multiplication and its addition. What is no
matrix product (softmax, normalisation, sampling) is not in it.

usage: segmenter_flops.py HEIGHT WIDTH
"""
import sys

import torch
from torch.profiler import ProfilerActivity, profile

from mask2former import Mask2Former

height, width = map(int, sys.argv[1:3])
torch.manual_seed(0)
model = Mask2Former().eval()
PRODUCTS = {"aten::mm", "aten::addmm", "aten::bmm", "aten::conv2d"}


def counted(run):
    with profile(activities=[ProfilerActivity.CPU], with_flops=True, record_shapes=True) as recorded:
        result = run()
    flops = sum(event.flops for event in recorded.key_averages() if event.key in PRODUCTS)
    return result, flops / 1e9


with torch.no_grad():
    maps, backbone = counted(lambda: model.backbone(torch.randn(1, 3, height, width)))
    (maps, pixels), decoder = counted(lambda: model.pixels(maps))
    _, transformer = counted(lambda: model.decoder(maps, pixels))
for name, value in (("backbone", backbone), ("pixel decoder", decoder), ("transformer decoder", transformer)):
    print(name, value, sep="\t")
