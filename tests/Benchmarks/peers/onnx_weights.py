"""Reads the weights of an .onnx file by name, without the onnx package: only the fields that hold them (numbers of onnx.proto)."""

import numpy

FLOAT, INT64, HALF = 1, 7, 10


def fields(message):
    """Yields (number, value) of a protocol buffer message: int for varints, memoryview for what has a length."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(message, at)
        elif kind == 2:
            length, at = varint(message, at)
            value, at = message[at:at + length], at + length
        elif kind == 5:
            value, at = message[at:at + 4], at + 4
        else:
            raise ValueError(f"wire type {kind} is not used by onnx.proto")
        yield number, value


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def tensor(message):
    dims, kind, name, raw = [], None, None, b""
    for number, value in fields(message):
        if number == 1:
            dims.append(value)
        elif number == 2:
            kind = value
        elif number == 8:
            name = bytes(value).decode()
        elif number == 9:
            raw = value
    types = {FLOAT: numpy.float32, INT64: numpy.int64, HALF: numpy.float16}
    if kind not in types:
        return name, None
    return name, numpy.frombuffer(raw, types[kind]).reshape(dims)


def read(path):
    """All weights of a file as float32 arrays by name."""
    with open(path, "rb") as file:
        model = memoryview(file.read())
    graph = next(value for number, value in fields(model) if number == 7)
    weights = dict(tensor(value) for number, value in fields(graph) if number == 5)
    return {name: value.astype(numpy.float32) for name, value in weights.items() if value is not None and value.dtype != numpy.int64}
