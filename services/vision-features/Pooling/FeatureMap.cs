using Engram.VisionFeatures.Detection;

namespace Engram.VisionFeatures.Pooling;

/// <summary>The last feature map of a network for one picture: [channels, height, width] row-major.</summary>
public readonly ref struct FeatureMap
{
    // Sample points along each side of a box.
    private const int SamplesPerSide = 7;

    private readonly ReadOnlySpan<float> _values;

    public FeatureMap(ReadOnlySpan<float> values, int channels, int height, int width)
    {
        if (values.Length != channels * height * width)
            throw new ArgumentException(
                $"Expected [{channels}, {height}, {width}] = {channels * height * width} features, got {values.Length}.", nameof(values));
        _values = values;
        Channels = channels;
        Height = height;
        Width = width;
    }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>
    /// Pools to side x side regions (adaptive average pooling): of n regions over size s, region i is the mean of rows floor(i s / n) to
    /// ceil((i + 1) s / n) - 1, and likewise for columns. A map of that size is unchanged; if s is not divisible by n, regions overlap by a
    /// row.
    /// </summary>
    /// <returns>[side * side, channels], row by row from the top left.</returns>
    public float[] PoolToGrid(int side)
    {
        var grid = new float[side * side * Channels];
        for (var row = 0; row < side; row++)
        {
            var (top, bottom) = Bin(row, side, Height);
            for (var column = 0; column < side; column++)
            {
                var (left, right) = Bin(column, side, Width);
                AverageRows(top, bottom, left, right, grid.AsSpan((row * side + column) * Channels, Channels));
            }
        }

        return grid;
    }

    /// <summary>The mean feature of a box: bilinear samples at 7 x 7 evenly spread points, the centers of its cells (sampled like RoIAlign,
    /// He et al., 2017, section 3, with one mean over all cells).</summary>
    /// <returns>[channels].</returns>
    public float[] PoolBox(Box box)
    {
        var feature = new float[Channels];
        for (var row = 0; row < SamplesPerSide; row++)
        {
            var y = Along(box.Top, box.Bottom, row, Height);
            for (var column = 0; column < SamplesPerSide; column++)
                AddSample(y, Along(box.Left, box.Right, column, Width), feature);
        }

        for (var channel = 0; channel < Channels; channel++)
            feature[channel] /= SamplesPerSide * SamplesPerSide;
        return feature;
    }

    private static (int Start, int End) Bin(int index, int bins, int size) => (index * size / bins, ((index + 1) * size + bins - 1) / bins);

    private void AverageRows(int top, int bottom, int left, int right, Span<float> region)
    {
        var cells = (bottom - top) * (right - left);
        for (var channel = 0; channel < region.Length; channel++)
        {
            var sum = 0f;
            for (var y = top; y < bottom; y++)
            {
                foreach (var value in _values.Slice((channel * Height + y) * Width + left, right - left))
                    sum += value;
            }

            region[channel] = sum / cells;
        }
    }

    /// <summary>Position of a sample on the map, in cells. The value of cell i applies at its center, i + 1/2 cells from the
    /// edge.</summary>
    private static float Along(float near, float far, int sample, int size) =>
        Math.Clamp((near + (far - near) * (sample + 0.5f) / SamplesPerSide) * size - 0.5f, 0, size - 1);

    private void AddSample(float y, float x, float[] feature)
    {
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, Height - 1), Math.Min(left + 1, Width - 1));
        var (down, across) = (y - top, x - left);
        for (var channel = 0; channel < feature.Length; channel++)
        {
            var plane = _values.Slice(channel * Height * Width, Height * Width);
            var above = plane[top * Width + left] * (1 - across) + plane[top * Width + right] * across;
            var below = plane[bottom * Width + left] * (1 - across) + plane[bottom * Width + right] * across;
            feature[channel] += above * (1 - down) + below * down;
        }
    }
}
