using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>PP-OCRv4's detector, a DBNet (Liao et al. 2020): finds where lines of text are.</summary>
internal sealed class TextDetector(string modelFile, int maxSidePixels) : IDisposable
{
    // The network halves its input five times.
    private const int SideMultiple = 32;

    // ImageNet's mean and deviation, in the order blue, green, red, applied as PaddleOCR does: to its channels in this order.
    private static readonly Vector3 Mean = new(0.485f, 0.456f, 0.406f);
    private static readonly Vector3 Deviation = new(0.229f, 0.224f, 0.225f);

    private readonly PaddleModel _model = new(modelFile);

    /// <summary>Returns a box for each line, its first axis within 45 degrees of the horizontal, in pixels of the picture given.</summary>
    public List<RotatedRectangle> Detect(RgbPicture picture)
    {
        var scale = Math.Min(1f, maxSidePixels / (float)Math.Max(picture.Width, picture.Height));
        var width = RoundToMultiple(picture.Width * scale);
        var height = RoundToMultiple(picture.Height * scale);
        var pixelsPerCell = new Vector2((float)picture.Width / width, (float)picture.Height / height);
        return _model.Run(
            ToTensor(picture, width, height, pixelsPerCell),
            [1, RgbPicture.Channels, height, width],
            (_, map) => TextMap.FindLines(map, width, height, pixelsPerCell)); // [1,1,height,width]
    }

    public void Dispose() => _model.Dispose();

    private static int RoundToMultiple(float side) => Math.Max(SideMultiple, (int)MathF.Round(side / SideMultiple) * SideMultiple);

    /// <summary>[1, 3, height, width] blue, green, red.</summary>
    private static float[] ToTensor(RgbPicture picture, int width, int height, Vector2 pixelsPerCell)
    {
        var sampler = new PixelSampler(picture);
        var plane = width * height;
        var tensor = new float[RgbPicture.Channels * plane];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var colour = sampler.At(((x + 0.5f) * pixelsPerCell.X) - 0.5f, ((y + 0.5f) * pixelsPerCell.Y) - 0.5f);
                var normal = ((new Vector3(colour.Z, colour.Y, colour.X) / 255f) - Mean) / Deviation;
                var at = (y * width) + x;
                tensor[at] = normal.X;
                tensor[plane + at] = normal.Y;
                tensor[(2 * plane) + at] = normal.Z;
            }
        }

        return tensor;
    }
}
