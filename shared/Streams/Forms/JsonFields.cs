using System.Globalization;
using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>Reads members of untrusted payloads. A member that is missing or has the wrong type reads as absent.</summary>
internal static class JsonFields
{
    /// <summary>The element at a path; its kind is Undefined when there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        }

        return element;
    }

    public static bool Has(this JsonElement element, string name) =>
        element.At(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>The first of these members that is present; null when none is.</summary>
    public static string? FirstOf(this JsonElement element, string[] names) => Array.Find(names, name => element.Has(name));

    public static bool IsObject(this JsonElement element) => element.ValueKind == JsonValueKind.Object;

    public static bool IsArray(this JsonElement element) => element.ValueKind == JsonValueKind.Array;

    /// <summary>A string; null when absent.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } found ? PostFields.Clean(found.GetString()!) : null;

    /// <summary>A string that is not blank; null otherwise.</summary>
    public static string? Words(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>An id given as a string or as an integer of any size, with its digits unchanged.</summary>
    public static string? Id(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        if (found.ValueKind == JsonValueKind.Number && found.GetRawText() is var digits && digits.All(char.IsAsciiDigit))
            return digits;
        return found.Words();
    }

    public static bool Flag(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) => Times.Parse(element.Text(path));

    /// <summary>Returns a required member.</summary>
    /// <exception cref="PayloadException">The member is missing.</exception>
    public static T OrThrow<T>(this T? found, string member)
        where T : class =>
        found ?? throw new PayloadException($"{member} is missing");
}

/// <summary>Parses times as platforms write them.</summary>
internal static class Times
{
    private static readonly (string Zone, string Offset)[] Zones =
    [
        ("UTC", "+00:00"), ("UT", "+00:00"), ("GMT", "+00:00"), ("EST", "-05:00"), ("EDT", "-04:00"), ("CST", "-06:00"), ("CDT", "-05:00"),
        ("MST", "-07:00"), ("MDT", "-06:00"), ("PST", "-08:00"), ("PDT", "-07:00"),
    ];

    /// <summary>Parses RFC 3339, RFC 822 or X's old format; null for anything else.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null)
            return null;
        text = WithoutWeekday(text.Trim());
        foreach (var (zone, offset) in Zones)
        {
            if (text.EndsWith(' ' + zone, StringComparison.OrdinalIgnoreCase))
                text = text[..^zone.Length] + offset;
        }

        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time)
            || DateTimeOffset.TryParseExact(text, "MMM d HH:mm:ss zzz yyyy", CultureInfo.InvariantCulture, styles, out time) ? time : null;
    }

    public static DateTimeOffset? FromMicroseconds(JsonElement microseconds)
    {
        const long most = 253_402_300_799_999_999; // the year 9999
        return microseconds.ValueKind == JsonValueKind.Number && microseconds.TryGetInt64(out var value) && value is >= 0 and <= most
            ? DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond) : null;
    }

    // The weekday is redundant, and a wrong one makes parsing fail.
    private static string WithoutWeekday(string text) =>
        text.Length > 4 && text[..3].All(char.IsAsciiLetter) && (text[3] == ',' || (text[3] == ' ' && char.IsAsciiLetter(text[4])))
            ? text[4..].TrimStart() : text;
}
