using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.TestKit;

namespace Engram.Architecture.Tests.Deployments;

/// <summary><c>deploy/observability</c>: alerts and dashboards, checked by Prometheus' own tool.</summary>
public sealed partial class When_alerts_are_raised
{
    private const string Folder = "deploy/observability";

    private static readonly string Alerts = Read("alerts.yml");

    private static readonly string[] Dashboards =
        [.. Directory.GetFiles(Repository.PathOf(Folder, "dashboards"), "*.json").Select(File.ReadAllText)];

    [Fact]
    public async Task Should_be_raised_when_they_are_to_be_and_only_then()
    {
        var (exitCode, output) = await Tools.RunAsync("promtool", ["test", "rules", Repository.PathOf(Folder, "alerts.test.yml")]);

        Assert.True(exitCode == 0, output);
        var tests = Read("alerts.test.yml");
        var alerts = AlertName().Matches(Alerts).Select(match => match.Groups["name"].Value).ToList();
        Assert.True(alerts.Count > 10);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n", tests, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_ask_on_dashboards_what_Prometheus_understands()
    {
        using var folder = new TemporaryFolder();
        var rules = folder.In("rules.yml");
        var queries = Dashboards.SelectMany(QueriesOf).ToList();
        Assert.True(queries.Count > 30);
        await File.WriteAllLinesAsync(
            rules,
            [
                "groups: [{name: dashboards, rules: [",
                .. queries.Select((query, i) => $"{{record: 'query:{i}', expr: {JsonSerializer.Serialize(query)}}},"),
                "]}]",
            ],
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await Tools.RunAsync("promtool", ["check", "rules", rules]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Should_ask_for_metrics_that_the_services_have()
    {
        var known = SourceFile.All.Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => file.Lines).SelectMany(line => Instrument().Matches(line))
            .Select(match => match.Groups["name"].Value.Replace('.', '_')).ToHashSet();
        Assert.Contains("engram_posts_received", known);

        var used = Metric().Matches(Alerts + string.Join('\n', Dashboards.SelectMany(QueriesOf))).Select(match => match.Value).ToHashSet();

        Assert.True(used.Count > 30);
        Assert.All(used, metric => Assert.True(known.Contains(Suffix().Replace(metric, "")) || known.Contains(metric), metric));
    }

    private static string Read(string file) => File.ReadAllText(Repository.PathOf(Folder, file));

    private static IEnumerable<string> QueriesOf(string dashboard)
    {
        using var document = JsonDocument.Parse(dashboard);
        return [.. document.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)];
    }

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex("\"(?<name>(engram|inference|process\\.unix)\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\b(engram|inference|process_unix)_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("(_seconds|_bytes)?(_total|_bucket|_sum|_count)?$")]
    private static partial Regex Suffix();
}
