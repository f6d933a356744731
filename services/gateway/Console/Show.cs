using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.Contracts.Keyphrases;

namespace Engram.Gateway.Console;

/// <summary>How views write numbers, times and words.</summary>
internal static partial class Show
{
    private const int Shades = 10;
    private const double NearEnd = 0.01;
    private const double LeastShown = 0.001;

    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Razor encodes it; letters of all scripts stay readable
    };

    /// <summary>A share in percent, with one decimal near the ends: only what is certain is written as 0 % or 100 %.</summary>
    public static string Percent(double share) => share switch
    {
        > 0 and < NearEnd => Math.Max(share, LeastShown).ToString("0.0 %", CultureInfo.InvariantCulture),
        > 1 - NearEnd and < 1 => Math.Min(share, 1 - LeastShown).ToString("0.0 %", CultureInfo.InvariantCulture),
        _ => share.ToString("0 %", CultureInfo.InvariantCulture),
    };

    /// <summary>A fraction as SVG attributes take it.</summary>
    public static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);

    /// <summary>A name as words: <c>CopiedFromPost</c> becomes <c>copied from post</c>.</summary>
    public static string Words(Enum name) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{name}").Replace('-', ' ');

    /// <summary>Where a keyphrase came from.</summary>
    public static string Source(KeyphraseSource source) => source switch
    {
        KeyphraseSource.CopiedFromOcr => "copied from picture",
        KeyphraseSource.Ocr => "text in picture",
        _ => Words(source),
    };

    /// <summary>A name as the API spells it.</summary>
    public static string Code(Enum name) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{name}");

    public static string Json<T>(T resource) => JsonSerializer.Serialize(resource, Indented);

    /// <summary>Writes JSON with line breaks; any other text, and JSON that is cut off, stays as it is.</summary>
    public static string Indent(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    public static string JsonWords(IEnumerable<string> words) => JsonSerializer.Serialize(words.Select(Plain).Distinct());

    /// <summary>A query of the parameters that have a value.</summary>
    public static QueryString Query(params (string Name, string? Value)[] parameters) => QueryString.Create(
        parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => new KeyValuePair<string, string?>(parameter.Name, parameter.Value)));

    /// <summary>The words that a keyphrase rests on: those that the model names, else its own.</summary>
    public static IEnumerable<string> WordsOf(Keyphrase tag)
    {
        string[] named =
            [.. (tag.Words ?? []).Select(word => word.Word), .. (tag.RestsOn ?? []).SelectMany(text => text.Split(' '))];
        return named.Length > 0 ? named : tag.Phrase.Split(' ');
    }

    /// <summary>Cuts a text into words and what is between them, each word with its shade: 0 without weight, 10 for the greatest.</summary>
    public static IEnumerable<(string Text, string? Word, int Shade)> Shaded(string text, PostAttention? attention)
    {
        var weights = (attention?.Words ?? []).Where(word => !word.IsFromPicture)
            .GroupBy(word => Plain(word.Word)).ToDictionary(group => group.Key, group => group.Max(word => word.Weight));
        var greatest = weights.Values.DefaultIfEmpty().Max();
        var end = 0;
        foreach (Match match in Word().Matches(text))
        {
            if (match.Index > end)
                yield return (text[end..match.Index], null, 0);
            end = match.Index + match.Length;
            var word = Plain(match.Value);
            yield return (match.Value, word, weights.TryGetValue(word, out var weight) ? Shade(weight, greatest) : 0);
        }

        if (end < text.Length)
            yield return (text[end..], null, 0);
    }

    public static int Shade(float weight, float greatest) => greatest > 0 ? (int)Math.Ceiling(Shades * weight / greatest) : 0;

    private static string Plain(string word) => word.TrimStart('#', '@').ToLowerInvariant();

    [GeneratedRegex(@"[#@]?[\p{L}\p{M}\p{N}_'’]+")]
    private static partial Regex Word();
}
