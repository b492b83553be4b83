"""A classifier of CIFAR-10 as a PyTorch user writes it without tuning, closed set or with an outlier class.

bfloat16 autocast, channels_last, one cycle of SGD with Nesterov momentum, 128 inliers a step (and 64 negatives of class K),
flips and shifts by up to 4 pixels on both, half width. What it learnt is evaluated by `uno evaluate --outputs OUT`.

usage: plain_script.py DATA OUT closed-set|uno [--epochs 8] [--width 32] [--threads 2] [--steps N, to try it]

DATA comes from bench/plain-script-data.mjs, with images of ten classes.
"""
import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from resnet18 import ResNet18

parser = argparse.ArgumentParser()
parser.add_argument("data", type=Path)
parser.add_argument("out", type=Path)
parser.add_argument("method", choices=["closed-set", "uno"])
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--width", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--steps", type=int)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()

K = 10
mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
std = torch.tensor([0.247, 0.2435, 0.2616]).view(1, 3, 1, 1)


def load(name):
    arrays = np.load(options.data / f"{name}.npz")
    return torch.from_numpy(arrays["images"]).permute(0, 3, 1, 2), torch.from_numpy(arrays["labels"]).long()


def normalised(images):
    return ((images.float() / 255 - mean) / std).to(memory_format=torch.channels_last)


def augmented(images):
    """Flips half of the images, and shifts all by up to 4 pixels over black borders."""
    padded = F.pad(images, (4, 4, 4, 4))
    rows, columns = torch.randint(0, 9, (2, len(images)))
    flips = torch.rand(len(images)) < 0.5
    crops = [padded[i, :, y : y + 32, x : x + 32] for i, (y, x) in enumerate(zip(rows.tolist(), columns.tolist()))]
    crops = torch.stack(crops)
    return torch.where(flips.view(-1, 1, 1, 1), crops.flip(3), crops)


def batches(count, size):
    while True:
        order = torch.randperm(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def train(model):
    images, labels = load("train")
    negatives, _ = load("negatives")
    per_epoch = len(images) // 128
    steps = options.steps or options.epochs * per_epoch
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4, foreach=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.1, total_steps=steps, cycle_momentum=False)
    inlier_batches, negative_batches = batches(len(images), 128), batches(len(negatives), 64)
    model.train()
    for step in range(steps):
        chosen = next(inlier_batches)
        x, y = images[chosen], labels[chosen]
        if options.method == "uno":
            x = torch.cat([x, negatives[next(negative_batches)]])
            y = torch.cat([y, torch.full((64,), K)])
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(normalised(augmented(x)))
        loss = F.cross_entropy(logits.float(), y)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % per_epoch == per_epoch - 1:
            print(f"epoch {step // per_epoch + 1}  loss {loss.item():.3f}", flush=True)


@torch.inference_mode()
def evaluate(model):
    model.eval()
    options.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(options.data.glob("*.npz")):
        if path.stem in ("train", "negatives"):
            continue
        images, labels = load(path.stem)
        logits = torch.cat([model(normalised(part)) for part in images.split(256)])
        np.savez(options.out / path.name, logits=logits.numpy(), labels=labels.numpy())


torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
network = ResNet18(options.width, K + (options.method == "uno")).to(memory_format=torch.channels_last)
start = time.time()
train(network)
print(f"trained in {time.time() - start:.0f} s", flush=True)
evaluate(network)
