"""Milliseconds of ResNet-18 training steps (CIFAR stem), as a careful PyTorch user writes them.

usage: train_step.py PRECISION LAYOUT WIDTH BATCH THREADS STEPS
"""
import sys
import time

import torch
import torch.nn.functional as F

from resnet18 import ResNet18

precision, layout, width, batch, threads, steps = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7])
torch.set_num_threads(threads)
torch.manual_seed(0)

model = ResNet18(width, 10)
images, labels = torch.randn(batch, 3, 32, 32), torch.randint(0, 10, (batch,))
if layout == "channels_last":
    model, images = model.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4, foreach=True)


def step():
    with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
        loss = F.cross_entropy(model(images).float(), labels)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    return loss.item()


for _ in range(3):
    step()
start = time.perf_counter()
for _ in range(steps):
    step()
print((time.perf_counter() - start) / steps * 1e3)
