namespace Engram.Imaging.Libvips;

/// <summary>VipsSize: what scaling may do.</summary>
internal enum VipsSize
{
    /// <summary>Only shrink, keeping the aspect.</summary>
    Down = 2,

    /// <summary>Exactly the size asked for.</summary>
    Force = 3,
}

/// <summary>VipsInterpretation, the member used here.</summary>
internal enum VipsInterpretation
{
    Srgb = 22,
}

/// <summary>VipsBandFormat, the member used here.</summary>
internal enum VipsBandFormat
{
    UnsignedByte = 0,
}

/// <summary>VipsFailOn: from which fault on a loader gives up instead of filling up with grey.</summary>
internal enum VipsFailOn
{
    Truncated = 1,
}

/// <summary>VipsAccess: the order in which pixels are asked for.</summary>
internal enum VipsAccess
{
    Sequential = 1,
}
