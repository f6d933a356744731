namespace Engram.Imaging;

/// <summary>Rejects pictures that exceed a limit; the message gives the value and the limit.</summary>
internal sealed class PictureLimits(ImagingOptions options)
{
    public void RefuseBytes(int bytes) => Refuse(
        bytes > options.MaxPictureBytes, PictureRejections.TooManyBytes,
        $"The picture has {bytes} bytes; at most {options.MaxPictureBytes} are read.");

    public void RefuseStructure(PictureStructure structure)
    {
        Refuse(
            structure.Scans > options.MaxScans, PictureRejections.TooManyScans,
            $"The JPEG has {structure.Scans} scans; at most {options.MaxScans} are decoded.");
        Refuse(
            structure.Segments > options.MaxSegments, PictureRejections.TooManySegments,
            $"The picture has {structure.Segments} segments, texts or profiles; at most {options.MaxSegments} are read.");
        Refuse(
            structure.MetadataBytes > options.MaxMetadataBytes, PictureRejections.TooMuchMetadata,
            $"The picture's texts and profiles unpack to more than {options.MaxMetadataBytes} bytes, which is the most that is read.");
    }

    public void RefuseSize(PictureInfo header)
    {
        Refuse(
            (long)header.Width * header.Height > options.MaxPixels || Math.Max(header.Width, header.Height) > options.MaxSidePixels,
            PictureRejections.TooManyPixels,
            $"The picture is {header.Width} x {header.Height} pixels; " +
            $"at most {options.MaxPixels} in all and {options.MaxSidePixels} a side are read.");
        Refuse(
            header.Frames > options.MaxFrames, PictureRejections.TooManyFrames,
            $"The animation has {header.Frames} frames; at most {options.MaxFrames} are accepted.");
    }

    public void RefuseCost(DecodingCost cost)
    {
        Refuse(
            cost.Time > options.MaxDecodingTime, PictureRejections.TooExpensive,
            $"The picture takes about {cost.Time.TotalSeconds:F2} s to decode; " +
            $"at most {options.MaxDecodingTime.TotalSeconds:F2} s are spent. Send a smaller one, or a JPEG.");
        Refuse(
            cost.Bytes > options.MaxDecoderBytes, PictureRejections.TooExpensive,
            $"The picture takes {cost.Bytes} bytes of memory to decode; at most {options.MaxDecoderBytes} are used. " +
            "Send a smaller one, or a baseline JPEG.");
    }

    public PictureRejectedException TooSlow() => new(
        PictureRejections.TooSlow, $"The picture was not decoded within {options.MaxDecodingWait.TotalSeconds} s. Send a smaller one.");

    private static void Refuse(bool isOver, string code, string reason)
    {
        if (isOver)
            throw new PictureRejectedException(code, reason);
    }
}
