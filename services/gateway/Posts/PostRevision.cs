using System.Globalization;
using System.Numerics;
using Engram.Gateway.Http;

namespace Engram.Gateway.Posts;

/// <summary>Orders a post's revisions. Two numbers, or two times, compare as such. Other texts can only be equal or not: the one that
/// arrives later and differs is newer. A post without a revision is older than any revision.</summary>
internal static class PostRevision
{
    public static bool IsNewer(string revision, string? known)
    {
        if (known is null)
            return true;
        if (Number(revision) is { } number && Number(known) is { } knownNumber)
            return number > knownNumber;
        if (IsoTime.Parse(revision) is { } time && IsoTime.Parse(known) is { } knownTime)
            return time > knownTime;
        return revision != known;
    }

    private static BigInteger? Number(string revision) =>
        BigInteger.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
