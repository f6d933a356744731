using System.Runtime.InteropServices;

namespace Engram.VisionFeatures.Tests;

/// <summary>Storage format of <see cref="ExtractedFeatures"/>.</summary>
public sealed class When_features_are_kept
{
    [Fact]
    public void Should_write_grid_then_objects_as_float16()
    {
        var features = new ExtractedFeatures
        {
            Channels = 2,
            Grid = [.. Enumerable.Range(0, 49 * 2).Select(i => i / 2f)],
            Objects = [],
            ObjectFeatures = [[100, 0.1f], [1e9f, -1e9f]],
            Attributes = [],
        };

        var halves = MemoryMarshal.Cast<byte, Half>(features.ToFloat16());
        Assert.Equal((49 + 2) * 2, halves.Length);
        Assert.Equal(features.Grid, halves[..98].ToArray().Select(value => (float)value));
        Assert.Equal([(Half)100, (Half)0.1f, Half.MaxValue, Half.MinValue], halves[98..].ToArray());
    }
}
