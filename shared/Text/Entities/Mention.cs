namespace Engram.Text.Entities;

/// <summary>Recognizes mentions of users and of their lists: <c>@user</c>, <c>@user/list</c>.</summary>
internal static class Mention
{
    private const int LongestName = 20;
    private const int LongestList = 25;

    /// <summary>Length in chars of the mention whose sign is at <paramref name="sign"/>; 0 when there is none.</summary>
    public static int Length(string text, int sign)
    {
        if (!MayStandAt(text, sign))
            return 0;
        var nameEnd = sign + 1;
        while (nameEnd < text.Length && nameEnd - sign <= LongestName && IsNameChar(text[nameEnd]))
            nameEnd++;
        if (nameEnd == sign + 1)
            return 0;
        var end = nameEnd + ListLength(text, nameEnd);
        return MayEndAt(text, end) ? end - sign : 0;
    }

    public static bool IsNameChar(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private static bool MayStandAt(string text, int sign)
    {
        if (sign == 0 || !(IsNameChar(text[sign - 1]) || "!#$%&*@＠".Contains(text[sign - 1])))
            return true;
        return sign >= 2 && text.AsSpan(sign - 2, 2).Equals("rt", StringComparison.OrdinalIgnoreCase) && MayRepostStandAt(text, sign - 2);
    }

    /// <summary><c>RT@user</c> is a mention unless the character before it can belong to a word or an address.</summary>
    private static bool MayRepostStandAt(string text, int at) => at == 0 || !(IsNameChar(text[at - 1]) || "+~.-".Contains(text[at - 1]));

    private static int ListLength(string text, int slash)
    {
        if (slash + 1 >= text.Length || text[slash] != '/' || !char.IsAsciiLetter(text[slash + 1]))
            return 0;
        var end = slash + 2;
        while (end < text.Length && end - slash <= LongestList && (IsNameChar(text[end]) || text[end] == '-'))
            end++;
        return end - slash;
    }

    private static bool MayEndAt(string text, int end) => end == text.Length
        || !(text[end] is '@' or '＠' || UrlScanner.IsAccentedLatin(text[end])
            || text.AsSpan(end).StartsWith("://", StringComparison.Ordinal));
}
