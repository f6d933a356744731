using System.Collections.Immutable;
using Engram.ModelStore;

namespace Engram.OnnxGraph;

/// <summary>A finished graph and what a runtime needs to read it. The records mirror the messages of onnx.proto.</summary>
internal sealed record OnnxModel(
    string GraphName,
    int Opset,
    string Producer,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Initializers,
    IReadOnlyList<OnnxValueInfo> Inputs,
    IReadOnlyList<OnnxValueInfo> Outputs,
    IReadOnlyList<KeyValuePair<string, string>> Metadata);

internal sealed record OnnxNode(
    string Name, string Operator, ImmutableArray<OnnxValue> Inputs, ImmutableArray<OnnxValue> Outputs,
    ImmutableArray<OnnxAttribute> Attributes);

/// <summary>A constant tensor; <paramref name="Data"/> is little-endian, row-major.</summary>
internal sealed record OnnxTensor(string Name, ElementType Type, ImmutableArray<long> Dims, ReadOnlyMemory<byte> Data);

internal sealed record OnnxValueInfo(string Name, ElementType Type, ImmutableArray<Dimension> Dims);
