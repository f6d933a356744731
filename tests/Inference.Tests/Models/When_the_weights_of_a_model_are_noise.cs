using System.Buffers.Binary;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;

namespace Engram.Inference.Tests.Models;

/// <summary>Packages with valid files and hashes whose network has wrong weights. The held-out sample must reject them.</summary>
public sealed class When_the_weights_of_a_model_are_noise : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string?> Names => PromotedPackages.NamesOf(
        ModelKinds.Keyphrases, ModelKinds.KeyValueMemory, ModelKinds.RelationMemory, ModelKinds.EndToEndMemory, ModelKinds.MemoryNetwork,
        ModelKinds.Ksr);

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_load_a_copy_that_is_whole(string? name) => Load(CopyOf(name, spoil: null));

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_refuse_the_package(string? name)
    {
        foreach (var network in NetworksOf(PromotedPackages.OpenOrSkip(name)))
        {
            var error = Assert.Throws<ModelPackageException>(() => Load(CopyOf(name, network)));
            Assert.StartsWith($"{network} of model {name}/", error.Message, StringComparison.Ordinal);
            Assert.Contains("does not compute its held-out sample", error.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void Load(InstalledModel package) => SampleCheck.Run(package, ExecutionDevice.Choose(new InferenceOptions()));

    private static string[] NetworksOf(InstalledModel package) => [ModelManifest.NetworkFileName, .. package.Manifest.FurtherNetworks.Keys];

    private InstalledModel CopyOf(string? name, string? spoil)
    {
        var package = PromotedPackages.OpenOrSkip(name);
        var models = new ModelRepository(Path.Combine(_folder.Path, spoil ?? "whole"));
        return models.Add(package.Manifest, folder =>
        {
            foreach (var file in package.Manifest.Files.Keys)
                File.Copy(package.PathOf(file), Path.Combine(folder, file));
            if (spoil is not null)
                Spoil(Path.Combine(folder, spoil));
        });
    }

    /// <summary>Replaces every weight by noise and leaves the graph unchanged.</summary>
    private static void Spoil(string network)
    {
        var bytes = File.ReadAllBytes(network);
        var random = new Random(7);
        foreach (var graph in Fields(bytes, 0..bytes.Length, number: 7))
        foreach (var initializer in Fields(bytes, graph, number: 5))
        foreach (var weights in Fields(bytes, initializer, number: 9))
        {
            var (start, length) = weights.GetOffsetAndLength(bytes.Length);
            // Short initializers are sizes and indexes of the graph, not weights.
            if (length < 256)
                continue;
            // The bytes read as small numbers, like weights, both as float16 and as float32.
            for (var at = start; at + 2 <= start + length; at += 2)
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(at), (Half)((random.NextDouble() - 0.5) * 0.2));
        }

        File.WriteAllBytes(network, bytes);
    }

    /// <summary>Byte ranges of the length-delimited fields with field number <paramref name="number"/> in a protobuf message.</summary>
    private static IEnumerable<Range> Fields(byte[] bytes, Range message, int number)
    {
        var (at, length) = message.GetOffsetAndLength(bytes.Length);
        var end = at + length;
        while (at < end)
        {
            var key = Varint(bytes, ref at);
            var size = (int)(key & 7) switch
            {
                0 => SkipVarint(bytes, at),
                1 => 8,
                5 => 4,
                _ => (int)Varint(bytes, ref at),
            };
            if (key == (((ulong)number << 3) | 2))
                yield return at..(at + size);
            at += size;
        }
    }

    private static int SkipVarint(byte[] bytes, int at)
    {
        var start = at;
        Varint(bytes, ref at);
        return at - start;
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
                return value;
        }
    }
}
