using System.Globalization;

namespace Engram.Streams.Forms;

/// <summary>
/// Reads the time in a TID, by which Bluesky orders an account's commits: 13 base-32 digits for a zero bit, 53 bits of microseconds since
/// 1970 and 10 bits of clock id. Unlike the content hash, it tells which version of a post is newer.
/// </summary>
internal static class TidTime
{
    private const string Digits = "234567abcdefghijklmnopqrstuvwxyz";
    private const int Length = 13;
    private const int ClockBits = 10;

    /// <summary>The time in ISO 8601; null when the text is not a TID.</summary>
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
