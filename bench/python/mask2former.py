"""Mask2Former with a Swin backbone in plain PyTorch, written as its official code computes (module by module, deformable
attention by grid_sample, attention by nn.MultiheadAttention, every prediction at full size): what `uno` is timed against
where the official code itself cannot be run. Timed with random weights; check_mask2former.py holds it to the official outputs."""
import math

import torch
import torch.nn.functional as F
from torch import nn


def windows(x, w):
    n, h, wd, c = x.shape
    return x.view(n, h // w, w, wd // w, w, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, w * w, c)


def unwindows(x, w, h, wd):
    n = x.shape[0] // (h * wd // w // w)
    return x.view(n, h // w, wd // w, w, w, -1).permute(0, 1, 3, 2, 4, 5).reshape(n, h, wd, -1)


class WindowAttention(nn.Module):
    def __init__(self, dim, w, heads):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.table = nn.Parameter(torch.zeros((2 * w - 1) ** 2, heads))
        yx = torch.stack(torch.meshgrid(torch.arange(w), torch.arange(w), indexing="ij")).flatten(1)
        relative = (yx[:, :, None] - yx[:, None, :]).permute(1, 2, 0) + w - 1
        self.register_buffer("index", relative[..., 0] * (2 * w - 1) + relative[..., 1])
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x, mask):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        a = (q * self.scale) @ k.transpose(-2, -1)
        a = a + self.table[self.index.view(-1)].view(n, n, -1).permute(2, 0, 1).contiguous().unsqueeze(0)
        if mask is not None:
            count = mask.shape[0]
            a = (a.view(b // count, count, self.heads, n, n) + mask[None, :, None]).view(-1, self.heads, n, n)
        return self.proj((a.softmax(-1) @ v).transpose(1, 2).reshape(b, n, c))


class SwinBlock(nn.Module):
    def __init__(self, dim, heads, w, shift, drop):
        super().__init__()
        self.w, self.shift, self.drop = w, shift, drop
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = WindowAttention(dim, w, heads)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def path(self, x):
        if not self.training or self.drop == 0:
            return x
        keep = 1 - self.drop
        return x * torch.empty(x.shape[0], 1, 1).bernoulli_(keep) / keep

    def forward(self, x, h, wd, mask):
        n, _, c = x.shape
        y = self.norm1(x).view(n, h, wd, c)
        right, bottom = -wd % self.w, -h % self.w
        y = F.pad(y, (0, 0, 0, right, 0, bottom))
        if self.shift:
            y = torch.roll(y, (-self.shift, -self.shift), (1, 2))
        y = self.attn(windows(y, self.w), mask if self.shift else None)
        y = unwindows(y, self.w, h + bottom, wd + right)
        if self.shift:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        x = x + self.path(y[:, :h, :wd].contiguous().view(n, h * wd, c))
        return x + self.path(self.mlp(self.norm2(x)))


class Swin(nn.Module):
    def __init__(self, dim=96, depths=(2, 2, 6, 2), heads=(3, 6, 12, 24), w=7):
        super().__init__()
        self.w = w
        self.embed, self.norm = nn.Conv2d(3, dim, 4, 4), nn.LayerNorm(dim)
        drops = iter(torch.linspace(0, 0.3, sum(depths)).tolist())
        self.stages, self.merges, self.norms = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for i, (depth, head) in enumerate(zip(depths, heads)):
            c = dim << i
            self.stages.append(nn.ModuleList(SwinBlock(c, head, w, w // 2 * (j % 2), next(drops)) for j in range(depth)))
            self.norms.append(nn.LayerNorm(c))
            if i < 3:
                self.merges.append(nn.ModuleList([nn.LayerNorm(4 * c), nn.Linear(4 * c, 2 * c, bias=False)]))

    def mask(self, h, wd):
        w, s = self.w, self.w // 2
        ids, count = torch.zeros(1, h + -h % w, wd + -wd % w, 1), 0
        for rows in (slice(0, -w), slice(-w, -s), slice(-s, None)):
            for columns in (slice(0, -w), slice(-w, -s), slice(-s, None)):
                ids[:, rows, columns] = count
                count += 1
        ids = windows(ids, w).squeeze(-1)
        apart = ids.unsqueeze(1) - ids.unsqueeze(2)
        return apart.masked_fill(apart != 0, -100.0)

    def forward(self, x):
        x = self.embed(x)
        n, c, h, wd = x.shape
        x = self.norm(x.flatten(2).transpose(1, 2))
        out = []
        for i, stage in enumerate(self.stages):
            mask = self.mask(h, wd)
            for block in stage:
                x = block(x, h, wd, mask)
            out.append(self.norms[i](x).view(n, h, wd, -1).permute(0, 3, 1, 2).contiguous())
            if i < 3:
                norm, reduce = self.merges[i]
                y = F.pad(x.view(n, h, wd, -1), (0, 0, 0, wd % 2, 0, h % 2))
                y = torch.cat([y[:, 0::2, 0::2], y[:, 1::2, 0::2], y[:, 0::2, 1::2], y[:, 1::2, 1::2]], -1)
                h, wd = y.shape[1], y.shape[2]
                x = reduce(norm(y.flatten(1, 2)))
        return out


def sine(x, features):
    n, _, h, w = x.shape
    y = torch.ones(n, h, w).cumsum(1) / (h + 1e-6) * 2 * math.pi
    x = torch.ones(n, h, w).cumsum(2) / (w + 1e-6) * 2 * math.pi
    divisor = 10000 ** (2 * torch.div(torch.arange(features), 2, rounding_mode="floor") / features)
    parts = []
    for p in (y, x):
        p = p[..., None] / divisor
        parts.append(torch.stack((p[..., 0::2].sin(), p[..., 1::2].cos()), 4).flatten(3))
    return torch.cat(parts, 3).permute(0, 3, 1, 2)


def sample_levels(value, shapes, locations, weights):
    """Multi-scale deformable attention of grid_sample, as its official pure-Python form goes."""
    n, _, heads, d = value.shape
    _, length, _, levels, points, _ = locations.shape
    grids, samples = 2 * locations - 1, []
    for i, (level, (h, w)) in enumerate(zip(value.split([h * w for h, w in shapes], 1), shapes)):
        level = level.flatten(2).transpose(1, 2).reshape(n * heads, d, h, w)
        grid = grids[:, :, :, i].transpose(1, 2).flatten(0, 1)
        samples.append(F.grid_sample(level, grid, mode="bilinear", padding_mode="zeros", align_corners=False))
    weights = weights.transpose(1, 2).reshape(n * heads, 1, length, levels * points)
    return (torch.stack(samples, -2).flatten(-2) * weights).sum(-1).view(n, heads * d, length).transpose(1, 2).contiguous()


class DeformableLayer(nn.Module):
    def __init__(self, c=256, heads=8, points=4, ffn=1024):
        super().__init__()
        self.heads, self.points = heads, points
        self.offsets, self.weights = nn.Linear(c, heads * 3 * points * 2), nn.Linear(c, heads * 3 * points)
        nn.init.zeros_(self.offsets.weight)
        angle = torch.arange(heads) * (2 * math.pi / heads)
        rays = torch.stack([angle.cos(), angle.sin()], -1)
        rays = (rays / rays.abs().amax(-1, keepdim=True)).view(heads, 1, 1, 2).repeat(1, 3, points, 1)
        rays = rays * torch.arange(1, points + 1).view(1, 1, points, 1)
        self.offsets.bias = nn.Parameter(rays.flatten())
        self.value, self.output = nn.Linear(c, c), nn.Linear(c, c)
        self.norm1, self.norm2 = nn.LayerNorm(c), nn.LayerNorm(c)
        self.linear1, self.linear2 = nn.Linear(c, ffn), nn.Linear(ffn, c)

    def forward(self, x, pos, reference, shapes):
        n, s, c = x.shape
        q = x + pos
        value = self.value(x).view(n, s, self.heads, c // self.heads)
        offsets = self.offsets(q).view(n, s, self.heads, 3, self.points, 2)
        weights = self.weights(q).view(n, s, self.heads, 3 * self.points).softmax(-1).view(n, s, self.heads, 3, self.points)
        extent = torch.tensor([[w, h] for h, w in shapes], dtype=torch.float32)
        locations = reference[:, :, None, :, None] + offsets / extent[None, None, None, :, None]
        x = self.norm1(x + self.output(sample_levels(value, shapes, locations, weights)))
        return self.norm2(x + self.linear2(F.relu(self.linear1(x))))


class PixelDecoder(nn.Module):
    def __init__(self, channels=(96, 192, 384, 768), c=256):
        super().__init__()
        self.c = c
        self.project = nn.ModuleList(nn.Sequential(nn.Conv2d(i, c, 1), nn.GroupNorm(32, c)) for i in channels[:0:-1])
        self.level = nn.Parameter(torch.randn(3, c))
        self.layers = nn.ModuleList(DeformableLayer(c) for _ in range(6))
        self.adapter = nn.Sequential(nn.Conv2d(channels[0], c, 1, bias=False), nn.GroupNorm(32, c))
        self.layer = nn.Sequential(nn.Conv2d(c, c, 3, padding=1, bias=False), nn.GroupNorm(32, c))
        self.features = nn.Conv2d(c, c, 1)

    def forward(self, maps):
        projected = [p(x.float()) for p, x in zip(self.project, maps[:0:-1])]
        shapes = [tuple(x.shape[2:]) for x in projected]
        pos = torch.cat([sine(x, self.c // 2).flatten(2).transpose(1, 2) + self.level[i] for i, x in enumerate(projected)], 1)
        reference = []
        for h, w in shapes:
            y, x = torch.meshgrid((torch.arange(h) + 0.5) / h, (torch.arange(w) + 0.5) / w, indexing="ij")
            reference.append(torch.stack((x, y), -1).view(1, h * w, 2))
        reference = torch.cat(reference, 1)[:, :, None].expand(-1, -1, 3, -1)
        tokens = torch.cat([x.flatten(2).transpose(1, 2) for x in projected], 1)
        for layer in self.layers:
            tokens = layer(tokens, pos, reference, shapes)
        out = [x.transpose(1, 2).reshape(x.shape[0], self.c, *s) for x, s in zip(tokens.split([h * w for h, w in shapes], 1), shapes)]
        fine = self.adapter(maps[0].float())
        fine = F.relu(self.layer(fine + F.interpolate(out[2], size=fine.shape[2:], mode="bilinear", align_corners=False)))
        return out, self.features(fine)


class DecoderLayer(nn.Module):
    def __init__(self, c=256, heads=8, ffn=2048):
        super().__init__()
        self.cross, self.own = nn.MultiheadAttention(c, heads), nn.MultiheadAttention(c, heads)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(c), nn.LayerNorm(c), nn.LayerNorm(c)
        self.linear1, self.linear2 = nn.Linear(c, ffn), nn.Linear(ffn, c)

    def forward(self, t, places, memory, pos, mask):
        t = self.norm1(t + self.cross(t + places, memory + pos, memory, attn_mask=mask)[0])
        q = t + places
        t = self.norm2(t + self.own(q, q, t)[0])
        return self.norm3(t + self.linear2(F.relu(self.linear1(t))))


class MaskDecoder(nn.Module):
    def __init__(self, classes, c=256, queries=100, heads=8, layers=9):
        super().__init__()
        self.c, self.heads = c, heads
        self.layers = nn.ModuleList(DecoderLayer(c, heads) for _ in range(layers))
        self.norm, self.level = nn.LayerNorm(c), nn.Embedding(3, c)
        self.content, self.places = nn.Embedding(queries, c), nn.Embedding(queries, c)
        self.classes = nn.Linear(c, classes)
        self.embed = nn.Sequential(nn.Linear(c, c), nn.ReLU(), nn.Linear(c, c), nn.ReLU(), nn.Linear(c, c))

    def predict(self, t, pixels, size):
        d = self.norm(t).transpose(0, 1)
        masks = torch.einsum("bqc,bchw->bqhw", self.embed(d), pixels)
        bits = F.interpolate(masks, size=size, mode="bilinear", align_corners=False)
        bits = (bits.sigmoid().flatten(2).unsqueeze(1).repeat(1, self.heads, 1, 1).flatten(0, 1) < 0.5).bool().detach()
        return self.classes(d), masks, bits

    def forward(self, maps, pixels):
        memory = [x.flatten(2).permute(2, 0, 1) + self.level.weight[i] for i, x in enumerate(maps)]
        pos = [sine(x, self.c // 2).flatten(2).permute(2, 0, 1) for x in maps]
        n = pixels.shape[0]
        places, t = (e.weight.unsqueeze(1).repeat(1, n, 1) for e in (self.places, self.content))
        logits, masks, bits = self.predict(t, pixels, maps[0].shape[2:])
        predictions = [(logits, masks)]
        for i, layer in enumerate(self.layers):
            bits[bits.sum(-1) == bits.shape[-1]] = False
            t = layer(t, places, memory[i % 3], pos[i % 3], bits)
            logits, masks, bits = self.predict(t, pixels, maps[(i + 1) % 3].shape[2:])
            predictions.append((logits, masks))
        return predictions


class Mask2Former(nn.Module):
    def __init__(self, classes=21, queries=100):
        super().__init__()
        self.backbone, self.pixels, self.decoder = Swin(), PixelDecoder(), MaskDecoder(classes, queries=queries)

    def forward(self, x):
        maps, pixels = self.pixels(self.backbone(x))
        return self.decoder(maps, pixels)


def score(masks, logits, size, inliers):
    """s_UNO as the released evaluator makes it: all masks at full size."""
    masks = F.interpolate(masks[None], size=size, mode="bilinear", align_corners=False)[0]
    p = logits.softmax(-1)
    weights = p[:, inliers] - p[:, :inliers].amax(-1)
    return torch.einsum("q,qhw->hw", weights, masks.sigmoid())
