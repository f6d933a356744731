using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Engram.CommandLine;
using Engram.Lab.DataSets;
using Engram.TestKit;

namespace Engram.Apps.Tests.Vision;

/// <summary><c>engram-lab features</c>.</summary>
public sealed class When_features_are_exported(ImportedDetector detector) : IClassFixture<ImportedDetector>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_write_arrays_that_numpy_reads_and_a_list()
    {
        var boats = Repository.PathOf("samples", "posts", "pictures", "nagasaki-boats.jpg");

        var run = await ExportAsync(boats);

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        using var source = PictureFeatureSource.Open(detector.Models, attributeModel: null);
        var seen = source.Read(boats)!;
        var (shape, grid) = ReadNpy("nagasaki-boats.grid.npy");
        Assert.Equal("(49, 1280)", shape);
        Assert.Equal(seen.Grid, grid);
        var (objectShape, objects) = ReadNpy("nagasaki-boats.objects.npy");
        Assert.Equal($"({seen.Objects.Count}, 1280)", objectShape);
        Assert.Equal(seen.ObjectFeatures.SelectMany(feature => feature), objects);
        using var line = JsonDocument.Parse(
            await File.ReadAllTextAsync(_folder.In("out", "features.ndjson"), TestContext.Current.CancellationToken));
        Assert.Equal(source.Backbone, line.RootElement.GetProperty("backbone").GetString());
        Assert.Equal(seen.Attributes, line.RootElement.GetProperty("attributes").EnumerateArray().Select(word => word.GetString()!));
    }

    [Fact]
    public async Task Should_leave_out_what_is_no_picture_and_say_so()
    {
        var run = await ExportAsync(_folder.Write("text.jpg", "no picture"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("text.jpg is not there or is no picture", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["features.ndjson"], Directory.EnumerateFiles(_folder.In("out")).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Should_refuse_pictures_of_one_name()
    {
        var run = await ExportAsync("a/same.jpg", "b/same.png");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("would be written to the same files", run.Errors, StringComparison.Ordinal);
    }

    private Task<EngramCli.Run> ExportAsync(params string[] files) =>
        EngramCli.RunAsync(["features", .. files, "--out", _folder.In("out"), "--models", detector.Models]);

    // numpy.lib.format, version 1.0
    private (string Shape, float[] Values) ReadNpy(string name)
    {
        var bytes = File.ReadAllBytes(_folder.In("out", name));
        Assert.Equal((byte[])[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], bytes[..8]);
        var start = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Equal(0, start % 64);
        var header = Encoding.ASCII.GetString(bytes, 10, start - 10);
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (", header, StringComparison.Ordinal);
        Assert.EndsWith("\n", header, StringComparison.Ordinal);
        return (header[header.IndexOf('(')..(header.IndexOf(')') + 1)], MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray());
    }
}
