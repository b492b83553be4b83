"""Whether mask2former.py computes what the official code computes: its outputs with the weights and on the input of a golden case.

usage: check_mask2former.py FOLDER      of the case (test/goldens/segmentation/closedset); exit code 1 if an output is off
"""
import json
import pickle
import re
import struct
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from mask2former import DecoderLayer, DeformableLayer, MaskDecoder, Mask2Former, PixelDecoder, Swin

# Official names → those of mask2former.py, in this order.
names = [
    (r"^backbone\.patch_embed\.proj", "backbone.embed"),
    (r"^backbone\.patch_embed\.norm", "backbone.norm"),
    (r"^backbone\.norm(\d)", r"backbone.norms.\1"),
    (r"^backbone\.layers\.(\d)\.blocks", r"backbone.stages.\1"),
    (r"^backbone\.layers\.(\d)\.downsample\.norm", r"backbone.merges.\1.0"),
    (r"^backbone\.layers\.(\d)\.downsample\.reduction", r"backbone.merges.\1.1"),
    (r"relative_position_bias_table", "table"),
    (r"relative_position_index", "index"),
    (r"mlp\.fc1", "mlp.0"),
    (r"mlp\.fc2", "mlp.2"),
    (r"^sem_seg_head\.pixel_decoder\.", "pixels."),
    (r"^pixels\.input_proj", "pixels.project"),
    (r"^pixels\.transformer\.level_embed", "pixels.level"),
    (r"^pixels\.transformer\.encoder\.layers", "pixels.layers"),
    (r"self_attn\.sampling_offsets", "offsets"),
    (r"self_attn\.attention_weights", "weights"),
    (r"self_attn\.value_proj", "value"),
    (r"self_attn\.output_proj", "output"),
    (r"^pixels\.(adapter|layer)_1\.norm", r"pixels.\1.1"),
    (r"^pixels\.(adapter|layer)_1", r"pixels.\1.0"),
    (r"^pixels\.mask_features", "pixels.features"),
    (r"^sem_seg_head\.predictor\.", "decoder."),
    (r"transformer_cross_attention_layers\.(\d)\.multihead_attn", r"layers.\1.cross"),
    (r"transformer_cross_attention_layers\.(\d)\.norm", r"layers.\1.norm1"),
    (r"transformer_self_attention_layers\.(\d)\.self_attn", r"layers.\1.own"),
    (r"transformer_self_attention_layers\.(\d)\.norm", r"layers.\1.norm2"),
    (r"transformer_ffn_layers\.(\d)\.norm", r"layers.\1.norm3"),
    (r"transformer_ffn_layers", "layers"),
    (r"^decoder\.decoder_norm", "decoder.norm"),
    (r"^decoder\.(query_feat|static_query)", "decoder.content"),
    (r"^decoder\.query_embed", "decoder.places"),
    (r"^decoder\.level_embed", "decoder.level"),
    (r"^decoder\.class_embed", "decoder.classes"),
    (r"^decoder\.mask_embed\.layers\.(\d)", lambda found: f"decoder.embed.{2 * int(found[1])}"),
]


dtypes = {"F32": torch.float32, "U8": torch.uint8}


def own_name(name):
    for pattern, ours in names:
        name = re.sub(pattern, ours, name)
    return name


def safetensors(path):
    data = path.read_bytes()
    end = 8 + struct.unpack("<Q", data[:8])[0]
    for name, about in json.loads(data[8:end]).items():
        if about.get("dtype") in dtypes:
            values = bytearray(data[end + about["data_offsets"][0] : end + about["data_offsets"][1]])
            yield name, torch.frombuffer(values, dtype=dtypes[about["dtype"]]).view(about["shape"])


def batch(images, config):
    """Normalised, filled up with zeros to a common size that the stride divides."""
    mean, std = (torch.tensor(config[key]).view(3, 1, 1) for key in ("pixel_mean", "pixel_std"))
    stride = config["size_divisibility"]
    height, width = (-max(image.shape[axis] for image in images) // stride * -stride for axis in (1, 2))
    return torch.stack([F.pad((x - mean) / std, (0, width - x.shape[2], 0, height - x.shape[1])) for x in images])


def narrow(config):
    """The model at the case's sizes."""
    swin, c = config["swin"], config["conv_dim"]
    dim, heads = swin["embed_dim"], config["nheads"]
    model = Mask2Former()
    model.backbone = Swin(dim, swin["depths"], swin["num_heads"], swin["window_size"])
    model.pixels = PixelDecoder([dim << i for i in range(4)], c)
    layers = config["encoder_layers"]
    model.pixels.layers = nn.ModuleList(DeformableLayer(c, 8, config["encoder_points"], config["encoder_ffn_dim"]) for _ in range(layers))
    d, layers = config["hidden_dim"], config["decoder_layers"]
    model.decoder = MaskDecoder(config["logits"], d, config["queries"], heads, layers)
    model.decoder.layers = nn.ModuleList(DecoderLayer(d, heads, config["decoder_ffn_dim"]) for _ in range(layers))
    return model.eval()


folder = Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
weights = pickle.loads((folder / "weights.pkl").read_bytes())["model"]
model = narrow(case["config"])
state = {own_name(name): torch.as_tensor(value) for name, value in weights.items() if not name.startswith("criterion.")}
model.load_state_dict(state)
images = [image for _, image in safetensors(folder / "images.safetensors")]
with torch.no_grad():
    *earlier, (logits, masks) = model(batch(images, case["config"]))
found = {"pred_logits": logits, "pred_masks": masks}
found.update({f"aux{i}.pred_logits": aux for i, (aux, _) in enumerate(earlier)})
off = False
for name, expected in safetensors(folder / "outputs.safetensors"):
    worst, allowed = (found[name] - expected).abs().max().item(), case["files"]["outputs.safetensors"][name]["atol"]
    off |= not worst <= allowed
    print(f"{name}: at most {worst:.1e} off, {allowed:.1e} allowed")
sys.exit(1 if off else 0)
