"""Milliseconds of a training step of Mask2Former (Swin-T, 100 queries) with matcher, point losses and deep supervision.

usage: mask_train_step.py HEIGHT WIDTH CLASSES_PRESENT THREADS STEPS CLOCK
"""
import sys
import time

import torch
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment

from mask2former import Mask2Former

height, width, present, threads, steps = map(int, sys.argv[1:6])
clock = time.process_time if sys.argv[6] == "cpu" else time.perf_counter
torch.set_num_threads(threads)
torch.manual_seed(0)
P, no_object = 12544, 20
model = Mask2Former().train()
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.05)
x = torch.randn(1, 3, height, width)
labels = torch.arange(present)
# Vertical stripes: one mask a class.
masks = (torch.arange(width) * present // width == labels[:, None]).float()[:, None].expand(-1, height, -1).contiguous()
class_weights = torch.ones(21)
class_weights[-1] = 0.1


def points(maps, at):
    return F.grid_sample(maps, 2 * at.unsqueeze(2) - 1, align_corners=False).squeeze(3)


@torch.no_grad()
def match(logits, predicted):
    cls = -logits.softmax(-1)[:, labels]
    at = torch.rand(1, P, 2)
    m = points(predicted[:, None], at.repeat(len(predicted), 1, 1)).squeeze(1)
    y = points(masks[:, None], at.repeat(len(masks), 1, 1)).squeeze(1)
    positive = F.binary_cross_entropy_with_logits(m, torch.ones_like(m), reduction="none")
    negative = F.binary_cross_entropy_with_logits(m, torch.zeros_like(m), reduction="none")
    ce = (torch.einsum("qp,tp->qt", positive, y) + torch.einsum("qp,tp->qt", negative, 1 - y)) / P
    s = m.sigmoid()
    dice = 1 - (2 * torch.einsum("qp,tp->qt", s, y) + 1) / (s.sum(-1)[:, None] + y.sum(-1)[None] + 1)
    return linear_sum_assignment((5 * ce + 2 * cls + 5 * dice).numpy())


def losses(logits, predicted):
    logits, predicted = logits[0], predicted[0]
    q, t = map(torch.as_tensor, match(logits, predicted))
    target = torch.full((len(logits),), no_object)
    target[q] = labels[t]
    total = 2 * F.cross_entropy(logits, target, class_weights)
    source, wanted = predicted[q][:, None], masks[t][:, None]
    with torch.no_grad():
        at = torch.rand(len(q), 3 * P, 2)
        chosen = (-points(source, at).squeeze(1).abs()).topk(3 * P // 4, 1)[1]
        at = torch.cat([at.gather(1, chosen[..., None].expand(-1, -1, 2)), torch.rand(len(q), P - 3 * P // 4, 2)], 1)
        y = points(wanted, at).squeeze(1)
    m = points(source, at).squeeze(1)
    s = m.sigmoid()
    mask = F.binary_cross_entropy_with_logits(m, y, reduction="none").mean(1).sum() / len(t)
    dice = (1 - (2 * (s * y).sum(-1) + 1) / (s.sum(-1) + y.sum(-1) + 1)).sum() / len(t)
    return total + 5 * mask + 5 * dice


def step():
    loss = sum(losses(*prediction) for prediction in model(x))
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.01)
    optimiser.step()
    return loss.item()


step()
times = []
for _ in range(steps):
    start = clock()
    step()
    times.append((clock() - start) * 1e3)
print(sorted(times)[steps // 2])
