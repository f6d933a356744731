using System.Globalization;

namespace Engram.Streams.Forms;

/// <summary>
/// The time in a TID, by which Bluesky orders the commits of an account: 13 digits of base 32, a bit that is zero, 53 bits of microseconds
/// since 1970, 10 bits that tell clocks apart. Unlike the content's hash it says which of two versions of a post is the newer.
/// </summary>
internal static class TidTime
{
    private const string Digits = "234567abcdefghijklmnopqrstuvwxyz";
    private const int Length = 13;
    private const int ClockBits = 10;

    /// <summary>The time in ISO 8601; null when the text is no TID.</summary>
    public static string? Find(string? tid)
    {
        if (tid is not { Length: Length } || Digits.IndexOf(tid[0], StringComparison.Ordinal) is < 0 or > 7)
            return null;
        var value = 0L;
        foreach (var letter in tid)
        {
            var digit = Digits.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
                return null;
            value = (value << 5) | (long)digit;
        }

        var time = DateTimeOffset.UnixEpoch.AddTicks((value >> ClockBits) * TimeSpan.TicksPerMicrosecond);
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }
}
