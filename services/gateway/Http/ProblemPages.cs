namespace Engram.Gateway.Http;

/// <summary>What each problem means and what helps: the sections of Problems.md, by the last part of the problem's type.</summary>
internal static class ProblemPages
{
    public const string Path = "/problems";
    public const string MediaType = "text/markdown; charset=utf-8";

    private const string Heading = "\n## ";

    private static readonly Lazy<string> Text = new(() =>
    {
        using var reader = new StreamReader(typeof(ProblemPages).Assembly.GetManifestResourceStream("Engram.Gateway.Http.Problems.md")!);
        return reader.ReadToEnd();
    });

    private static readonly Lazy<Dictionary<string, string>> Sections = new(() => Text.Value.Split(Heading).Skip(1)
        .ToDictionary(section => section[..section.IndexOf('\n', StringComparison.Ordinal)], section => $"# {section.Trim()}\n"));

    public static string All => Text.Value;

    public static IReadOnlyCollection<string> Names => Sections.Value.Keys;

    /// <summary>Returns null if there is no such problem.</summary>
    public static string? Find(string name) => Sections.Value.GetValueOrDefault(name);
}
