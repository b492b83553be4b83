"""Milliseconds of pixel metrics on the maps of ../pixel-metrics.mjs; what was computed goes to stderr.

components: by the specification's plain form, every component compared over the whole image (SciPy labels).
quantised: SMIYC's pixel metric of one frame with NumPy: quantiles, histograms, curve.
pooled: scikit-learn's average precision and ROC curve of 20 million scores.

usage: pixel_metrics.py components|quantised|pooled [wall|cpu]
"""
import sys
import time

import numpy as np

H, W = 1024, 2048


def frame():
    label, score = np.zeros((H, W), np.uint8), np.full((H, W), 0.1, np.float32)
    for k in range(60):
        top, left = k // 10 * 170 + 20, k % 10 * 204 + 10
        h, w, shift = 40 + k % 7 * 10, 60 + k % 5 * 15, k % 30
        label[top : top + h, left : left + w] = 1
        score[top + shift // 2 : top + shift // 2 + h, left + shift : left + shift + w] = 0.9
    return label, score.astype(np.float16)


def mix(x):
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(0x7FEB352D)
    x = x ^ (x >> np.uint32(15))
    x = x * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))


def noise(n):
    a = mix(np.arange(1, n + 1, dtype=np.uint32))
    b, c = mix(a ^ np.uint32(0x85EBCA6B)) >> np.uint32(8), mix(a ^ np.uint32(0xC2B2AE35)) >> np.uint32(8)
    label = (a % 1000 < 30).astype(np.uint8)
    score = np.where(label == 1, np.maximum(b, c), np.minimum(b, c)) / np.float32(2**24)
    return label, score.astype(np.float32)


def agreements(own, partners, counts):
    """sIoU of every component of `own` with the partners that it touches."""
    found = []
    for k in range(1, own.max() + 1):
        mine = (own == k) & counts
        size = mine.sum()
        if size == 0:
            continue
        touching = np.unique(partners[mine])
        touching = touching[touching > 0]
        if len(touching) == 0:
            found.append(0.0)
            continue
        union = np.isin(partners, touching) & counts
        shared = (mine & union).sum()
        elsewhere = (union & (own > 0) & (own != k)).sum()
        found.append(shared / (union.sum() + size - shared - elsewhere))
    return found


def components(label, score, threshold=0.5, smallest_prediction=500, smallest_truth=100):
    from scipy import ndimage

    eight = np.ones((3, 3), int)
    counts = label != 255
    predicted, n = ndimage.label((score > score.dtype.type(threshold)) & counts, eight)
    for k in range(1, n + 1):
        if (predicted == k).sum() < smallest_prediction:
            predicted[predicted == k] = 0
    truth, n = ndimage.label(label == 1, eight)
    for k in range(n + 1):
        if (truth == k).sum() < smallest_truth:
            counts = counts & (truth != k)
    sIoU_gt, sIoU_pred = agreements(truth, predicted, counts), agreements(predicted, truth, counts)
    precision = []
    for k in range(1, predicted.max() + 1):
        mine = (predicted == k) & counts
        if mine.any():
            precision.append((truth[mine] > 0).mean())
    return sIoU_gt, sIoU_pred, precision


def quantised(label, score):
    parts = [score[label == 1], score[label == 0]]
    quantiles = [np.quantile(x, np.linspace(0, 1, min(384, len(x)))) for x in parts]
    edges = np.unique(np.concatenate(quantiles))
    bounds = np.append(edges, np.inf)
    found, wrong = [np.histogram(x, bounds)[0][::-1].cumsum() for x in parts]
    recall, precision = found / found[-1], found / np.maximum(found + wrong, 1)
    area = (np.diff(recall, prepend=0) * precision).sum()
    return area, (wrong / wrong[-1])[(recall >= 0.95).argmax()]


def pooled(label, score):
    from sklearn.metrics import auc, average_precision_score, roc_curve

    fpr, tpr, _ = roc_curve(label, score)
    return average_precision_score(label, score), auc(fpr, tpr), fpr[(tpr >= 0.95).argmax()]


def show(result):
    print(str(result)[:100], file=sys.stderr)


kind = sys.argv[1]
data = {"components": frame, "quantised": lambda: noise(H * W), "pooled": lambda: noise(20_000_000)}[kind]()
if kind == "quantised":
    data = data[0], data[1].astype(np.float16)
run = {"components": components, "quantised": quantised, "pooled": pooled}[kind]
rounds = 1 if kind == "pooled" else 3
if rounds > 1:
    run(*data)
clock = time.process_time if sys.argv[2:] == ["cpu"] else time.perf_counter
start = clock()
for _ in range(rounds):
    result = run(*data)
elapsed = (clock() - start) / rounds
show(result)
print(elapsed * 1000)
