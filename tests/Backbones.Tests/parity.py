"""Writes what torchvision computes with seeded weights: parity.py NETWORK FOLDER.

FOLDER gets new.pth, old.pth and weights.safetensors, which hold the same weights, pictures.f32 with 20 pictures [20, 3, 224, 224] and
grids.f32 with their features. The pictures are those of samples/posts/pictures and their mirror images, prepared by Pillow.
"""

import json
import pathlib
import struct
import sys

import numpy
import torch
import torchvision
from PIL import Image

network, folder = sys.argv[1], pathlib.Path(sys.argv[2])
torch.manual_seed(20261130)
torch.set_num_threads(1)
model = getattr(torchvision.models, network)(weights=None).eval()
for module in model.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        # Normalizations that a fold must get right; residual paths add up, so their gains are small.
        module.weight.data.uniform_(0.2, 0.6)
        module.bias.data.uniform_(-0.3, 0.3)
        module.running_mean.uniform_(-0.3, 0.3)
        module.running_var.uniform_(0.5, 2.0)
weights = model.state_dict()

torch.save(weights, folder / "new.pth")
torch.save(weights, folder / "old.pth", _use_new_zipfile_serialization=False)
header, data, end = {}, [], 0
for name, tensor in weights.items():
    array = tensor.contiguous().numpy()
    header[name] = {
        "dtype": {"float32": "F32", "int64": "I64"}[str(array.dtype)],
        "shape": list(array.shape),
        "data_offsets": [end, end + array.nbytes],
    }
    data.append(array.tobytes())
    end += array.nbytes
text = json.dumps(header).encode()
(folder / "weights.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))

samples = pathlib.Path(__file__).resolve().parents[2] / "samples" / "posts" / "pictures"
pictures = []
for path in sorted(samples.iterdir()):
    image = Image.open(path).convert("RGB").resize((224, 224), Image.LANCZOS)
    pixels = numpy.asarray(image, numpy.float32) / 255
    pixels = (pixels - numpy.float32([0.485, 0.456, 0.406])) / numpy.float32([0.229, 0.224, 0.225])
    pictures += [pixels, pixels[:, ::-1]]
batch = torch.from_numpy(numpy.stack(pictures).transpose(0, 3, 1, 2).copy())
batch.numpy().tofile(folder / "pictures.f32")

body = model.features if network == "vgg16" else torch.nn.Sequential(*list(model.children())[:-2])
with torch.no_grad():
    grids = torch.cat([body(picture[None]) for picture in batch])
grids.numpy().tofile(folder / "grids.f32")
