using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>
/// PP-OCRv4's detector, a DBNet (Liao et al. 2020): finds lines of text. A glance at a small copy is enough for most photographs without
/// text. The first pass is coarse, and the last one if it shows no trace of text. Otherwise a second pass looks for smaller lines, and more
/// follow while lines are so small that some may be missed.
/// </summary>
/// <param name="modelFile">The network.</param>
/// <param name="sidePixels">Cells along the longer side in the first pass.</param>
/// <param name="glanceSidePixels">Cells along the longer side in the glance; 0 for none.</param>
internal sealed class TextDetector(string modelFile, int sidePixels, int glanceSidePixels) : IDisposable
{
    // The network halves its input five times.
    private const int SideMultiple = 32;

    // Thinner lines can be missed or merged with their neighbor, and their boxes are too wide to be read well.
    private const float SmallLineCells = 18;

    // The thickness that a pass for small lines aims at.
    private const float PlainLineCells = 28;

    // How much finer the second pass is if the first shows no small lines.
    private const float SecondLook = 1.5f;

    // A glance misses small print. Paper, screens and drawings are more even than this, photographs less.
    private const float MaxGlanceEvenness = 0.5f;

    // Up to one line in ten may be thinner than required.
    private const int OneIn = 10;

    // ImageNet's mean and deviation for red, green, blue. Like PaddleOCR, applied to channels in the order blue, green, red.
    private static readonly Vector3 Mean = new(0.485f, 0.456f, 0.406f);
    private static readonly Vector3 Deviation = new(0.229f, 0.224f, 0.225f);

    private readonly PaddleModel _model = new(modelFile);

    public string? NotRewritten => _model.NotRewritten;

    /// <summary>Returns a box per line, its first axis within 45 degrees of the horizontal, in pixels of the given picture. When time runs
    /// out, returns those found so far.</summary>
    public DetectedLines Detect(RgbPicture picture, ReadingTime time)
    {
        var (scale, map, large) = (ScaleTo(picture, sidePixels), (TextMap?)null, new List<RotatedRectangle>());
        if (glanceSidePixels > 0 && ScaleTo(picture, glanceSidePixels) is var glance && glance < scale
            && ShowsNoText(picture, glance, time))
            return new DetectedLines([], AreSmall: false);
        while (true)
        {
            var isFirst = map is null;
            map = Look(picture, scale, map, time);
            var boxes = map.FindLines().Where(box => !large.Exists(box.SharesMiddle)).ToList();
            var thickness = SmallThickness(boxes) * scale;
            if (scale >= 1 || !map.MayHoldText((0, 1), (0, 1)) || (thickness >= SmallLineCells && !isFirst) || !time.AllowsMore())
                return new DetectedLines([.. large, .. boxes], thickness < SmallLineCells);
            if (thickness >= SmallLineCells)
                large = boxes;
            scale = Math.Min(1, scale * Math.Max(SecondLook, PlainLineCells / thickness));
        }
    }

    public void Dispose() => _model.Dispose();

    private bool ShowsNoText(RgbPicture picture, float scale, ReadingTime time) =>
        new MapSampler(picture, CellsOf(picture.Width, scale), CellsOf(picture.Height, scale)).Evenness() <= MaxGlanceEvenness
        && !Look(picture, scale, before: null, time).MayHoldText((0, 1), (0, 1)) && !time.LeftOut;

    /// <summary>The scale at which the longer side has this many cells. If that more than halves the picture, the scale is raised to at
    /// most 0.5, until twice the shorter side has as many. Pictures are never enlarged.</summary>
    private static float ScaleTo(RgbPicture picture, int side)
    {
        var (shorter, longer) = (Math.Min(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height));
        return Math.Clamp((float)side / longer, Math.Min(0.5f, side / (2f * shorter)), 1);
    }

    /// <summary>Thickness in pixels that nine in ten lines reach; infinite without lines.</summary>
    private static float SmallThickness(List<RotatedRectangle> boxes) =>
        boxes.Select(box => Math.Min(box.Width, box.Height)).Order().Skip(boxes.Count / OneIn).FirstOrDefault(float.PositiveInfinity);

    /// <summary>The network's map of the picture at a scale, assembled from tiles, so that a line across a seam stays whole. Tiles stay
    /// empty where the map <paramref name="before"/> shows nothing, or if time runs out.</summary>
    private TextMap Look(RgbPicture picture, float scale, TextMap? before, ReadingTime time)
    {
        var (width, height) = (CellsOf(picture.Width, scale), CellsOf(picture.Height, scale));
        var sampler = new MapSampler(picture, width, height);
        var map = new TextMap(new float[width * height], width, height, sampler.PixelsPerCell);
        foreach (var rows in Tile.Cover(height))
        {
            foreach (var columns in Tile.Cover(width))
            {
                if ((before is null || before.MayHoldText(columns.ShareOf(width), rows.ShareOf(height))) && time.AllowsMore())
                    Compute(sampler, rows, columns, map);
            }
        }

        return map;
    }

    private void Compute(MapSampler sampler, Tile rows, Tile columns, TextMap map)
    {
        long[] shape = [1, RgbPicture.Channels, rows.Length, columns.Length];
        var tile = _model.Run(ToTensor(sampler, rows, columns), shape, (_, probabilities) => probabilities.ToArray()); // [1,1,rows,columns]
        var kept = columns.KeptEnd - columns.KeptStart;
        for (var y = rows.KeptStart; y < rows.KeptEnd; y++)
        {
            var from = ((y - rows.Start) * columns.Length) + columns.KeptStart - columns.Start;
            tile.AsSpan(from, kept).CopyTo(map.Cells.AsSpan((y * map.Width) + columns.KeptStart));
        }
    }

    private static int CellsOf(int pixels, float scale) =>
        Math.Max(SideMultiple, (int)MathF.Round(pixels * scale / SideMultiple) * SideMultiple);

    /// <summary>[1, 3, rows, columns] blue, green, red.</summary>
    private static float[] ToTensor(MapSampler sampler, Tile rows, Tile columns)
    {
        var plane = rows.Length * columns.Length;
        var tensor = new float[RgbPicture.Channels * plane];
        var at = 0;
        for (var y = rows.Start; y < rows.Start + rows.Length; y++)
        {
            for (var x = columns.Start; x < columns.Start + columns.Length; x++)
            {
                var color = sampler.At(x, y);
                var normal = ((new Vector3(color.Z, color.Y, color.X) / 255f) - Mean) / Deviation;
                tensor[at] = normal.X;
                tensor[plane + at] = normal.Y;
                tensor[(2 * plane) + at] = normal.Z;
                at++;
            }
        }

        return tensor;
    }
}
