using Engram.VisionFeatures.Detection;
using Engram.VisionFeatures.Pooling;

namespace Engram.VisionFeatures.Tests.Pooling;

/// <summary><see cref="FeatureMap"/>.</summary>
public sealed class When_features_are_pooled
{
    [Fact]
    public void Should_leave_a_map_of_that_size_as_it_is()
    {
        // [2, 2, 2]: channel, row, column.
        var map = new FeatureMap([1, 2, 3, 4, 10, 20, 30, 40], 2, 2, 2);

        Assert.Equal([1, 10, 2, 20, 3, 30, 4, 40], map.PoolToGrid(2));
    }

    [Fact]
    public void Should_average_bins_that_cover_the_map()
    {
        // 4 rows give 2 bins of 2 rows. 3 columns give 2 bins of 2 columns, which share the middle column.
        var map = new FeatureMap([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 1, 4, 3);

        Assert.Equal([3, 4, 9, 10], map.PoolToGrid(2));
    }

    [Fact]
    public void Should_keep_a_flat_map_flat()
    {
        var map = new FeatureMap(Enumerable.Repeat(3f, 5 * 10 * 10).ToArray(), 5, 10, 10);

        Assert.All(map.PoolToGrid(7), value => Assert.Equal(3, value, 1e-6f));
        Assert.All(map.PoolBox(new Box(0.1f, 0.2f, 0.35f, 0.9f)), value => Assert.Equal(3, value, 1e-5f));
    }

    [Fact]
    public void Should_take_the_feature_at_a_box()
    {
        float[] values = new float[10 * 10];
        values[3 * 10 + 6] = 1; // row 3, column 6
        var map = new FeatureMap(values, 1, 10, 10);

        // A box of size zero at the center of that cell takes its value; halfway to the next cell it takes half.
        Assert.Equal(1, map.PoolBox(new Box(0.65f, 0.35f, 0.65f, 0.35f))[0], 1e-5f);
        Assert.Equal(0.5f, map.PoolBox(new Box(0.7f, 0.35f, 0.7f, 0.35f))[0], 1e-5f);
        Assert.Equal(0, map.PoolBox(new Box(0.1f, 0.1f, 0.3f, 0.9f))[0]);
    }

    [Fact]
    public void Should_average_over_a_box()
    {
        // Each value is its column number, so the mean over columns 2 to 6 is 4.
        float[] values = [.. Enumerable.Range(0, 10 * 10).Select(i => (float)(i % 10))];
        var map = new FeatureMap(values, 1, 10, 10);

        Assert.Equal(4, map.PoolBox(new Box(0.2f, 0, 0.7f, 1))[0], 1e-4f);
    }

    [Fact]
    public void Should_refuse_values_that_are_no_such_map()
    {
        var error = Assert.Throws<ArgumentException>(() => new FeatureMap(new float[7], 2, 2, 2).Channels);
        Assert.Contains("Expected [2, 2, 2] = 8 features, got 7", error.Message, StringComparison.Ordinal);
    }
}
