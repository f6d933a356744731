using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Engram.Text.Entities;
using YamlDotNet.Serialization;
using Case = System.Collections.Generic.Dictionary<string, object?>;

namespace Engram.Text.Tests.Entities;

/// <summary>
/// Runs the suite's entity cases from its npm package. The other sections count characters, highlight search hits and link
/// entities that a server sends; Engram does none of these.
/// </summary>
public sealed partial class When_the_conformance_suite_of_twitter_text_runs(ITestOutputHelper output)
{
    private const string NoSuite = "The suite is not here: run deploy/setup.sh test.";

    private static readonly string Suite =
        TestKit.Repository.PathOf("tests", "text-conformance", "node_modules", "twitter-text", "test", "twitter-text-conformance");

    // Cases that Engram answers differently, with the reason.
    private static readonly Dictionary<string, string> Exceptions = new(
        [
            new("Hashtag with ideographic iteration mark", "The sign 〃 alone is a hashtag here, and none in later versions of the suite."),
            new("Valid url: sub delims and question marks",
                "The link ends with +, which the suite's other half leaves to the text around a query."),
            .. "an bl bq eh mf tp um".Split(' ').Select(code =>
                KeyValuePair.Create($"{code} is a valid country tld", "Deleted from the root zone, or never in it.")),
            .. "active budapest cancerresearch flsmidth sca spiegel".Split(' ').Select(name =>
                KeyValuePair.Create($"{name} is a valid generic tld", "Deleted from the root zone.")),
        ],
        StringComparer.Ordinal);

    public static TheoryData<string, string> Sections => new()
    {
        { "extract", "mentions" }, { "extract", "mentions_with_indices" }, { "extract", "mentions_or_lists_with_indices" },
            { "extract", "replies" },
        { "extract", "urls" }, { "extract", "urls_with_indices" },
        { "extract", "hashtags" }, { "extract", "hashtags_with_indices" },
        { "extract", "cashtags" }, { "extract", "cashtags_with_indices" },
        { "autolink", "usernames" }, { "autolink", "lists" }, { "autolink", "hashtags" }, { "autolink", "urls" },
            { "autolink", "cashtags" }, { "autolink", "all" },
        { "validate", "usernames" }, { "validate", "lists" }, { "validate", "hashtags" }, { "validate", "urls" },
            { "validate", "urls_without_protocol" },
        { "tlds", "country" }, { "tlds", "generic" },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void Should_pass_each_case_but_the_known_exceptions(string file, string section)
    {
        Assert.SkipUnless(Directory.Exists(Suite), NoSuite);
        var cases = Read(file)[section];

        var failed = cases.Where(@case => !Passes(file, section, @case)).ToList();

        output.WriteLine($"{file}/{section}: {cases.Count - failed.Count} of {cases.Count}");
        Assert.Equal(cases.Select(@case => Text(@case, "description")).Where(Exceptions.ContainsKey), failed.Select(@case =>
            Text(@case, "description")));
    }

    private static Dictionary<string, List<Case>> Read(string file)
    {
        using var reader = File.OpenText(Path.Combine(Suite, file + ".yml"));
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, List<Case>>>>(reader)["tests"];
    }

    private static bool Passes(string file, string section, Case @case)
    {
        var text = Text(@case, "text");
        var found = EntityFinder.Find(text);
        return file switch
        {
            "autolink" => Linked(Text(@case, "expected")).SequenceEqual(found.Where(entity => IsLinked(section, entity)).Select(entity =>
                entity.Text)),
            "validate" => IsWhole(section, text, found) == bool.Parse(Text(@case, "expected")),
            _ => Expected(section, @case["expected"]).SequenceEqual(Described(section, text, found)),
        };
    }

    private static IEnumerable<string> Expected(string section, object? expected) => expected switch
    {
        null => [],
        List<object> list when section.EndsWith("_with_indices", StringComparison.Ordinal) =>
            list.Cast<Dictionary<object, object>>().Select(DescribedIndices),
        List<object> list => list.Select(item => (string)item),
        _ => [(string)expected],
    };

    private static string DescribedIndices(Dictionary<object, object> expected)
    {
        var indices = ((List<object>)expected["indices"]).Select(index => int.Parse((string)index, CultureInfo.InvariantCulture)).ToList();
        var names = expected.Where(field => (string)field.Key != "indices").Select(field => (string)field.Value);
        return $"{string.Concat(names)} {indices[0]} {indices[1]}";
    }

    private static IEnumerable<string> Described(string section, string text, IReadOnlyList<Entity> found) => section switch
    {
        "replies" => found.Where(entity =>
            entity.Kind == EntityKind.Mention && text[..entity.Start].All(char.IsWhiteSpace)).Select(entity => entity.Text[1..]),
        "country" or "generic" => found.Select(entity => entity.Text),
        _ => found.Where(entity => entity.Kind == KindOf(section)).Select(entity =>
            entity.Text[(entity.Kind == EntityKind.Url ? 0 : 1)..] + (section.EndsWith("_with_indices", StringComparison.Ordinal)
                ? $" {entity.Start} {entity.End}" : "")),
    };

    private static EntityKind KindOf(string section) => section.Split('_')[0] switch
    {
        "mentions" or "usernames" or "lists" => EntityKind.Mention,
        "hashtags" => EntityKind.Hashtag,
        "cashtags" => EntityKind.Cashtag,
        _ => EntityKind.Url,
    };

    /// <summary>Whether the suite's linker links the entity. It links one kind at a time, and URLs only with a scheme.</summary>
    private static bool IsLinked(string section, Entity entity) =>
        (section == "all" || entity.Kind == KindOf(section)) && (entity.Kind != EntityKind.Url
            || entity.Text.Contains("://", StringComparison.Ordinal));

    private static IEnumerable<string> Linked(string html) => Anchor().Matches(html).Select(anchor =>
        WebUtility.HtmlDecode(anchor.Groups["sign"].Value + anchor.Groups["text"].Value));

    private static bool IsWhole(string section, string text, IReadOnlyList<Entity> found) =>
        found is [var only] && only.Kind == KindOf(section) && only.Text == text && (section != "lists"
            || text.Contains('/', StringComparison.Ordinal));

    private static string Text(Case @case, string field) => (string)@case[field]!;

    [GeneratedRegex("(?<sign>[@＠]?)<a (?:[^>\"]|\"[^\"]*\")*>(?<text>[^<]*)</a>")]
    private static partial Regex Anchor();
}
