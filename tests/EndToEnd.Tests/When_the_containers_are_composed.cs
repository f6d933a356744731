using System.Diagnostics;
using System.Text.RegularExpressions;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary><c>docker-compose.yml</c>.</summary>
public sealed partial class When_the_containers_are_composed
{
    private static readonly string[] Secrets = ["POSTGRES_PASSWORD", "ENGRAM_DATABASE_PASSWORD", "RABBITMQ_PASSWORD", "ENGRAM_API_KEY"];
    private static readonly string Composition = Repository.PathOf("docker-compose.yml");

    [Fact]
    public async Task Should_be_a_valid_composition()
    {
        var (exitCode, output) = await ComposeAsync(Secrets.ToDictionary(name => name, _ => "a-secret-for-this-test"));
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Should_keep_to_the_schema_of_compositions()
    {
        var (exitCode, output) = await LintAsync(Composition);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Should_be_refused_by_the_linter_with_a_key_that_there_is_not()
    {
        using var folder = new TemporaryFolder();
        var composition = await File.ReadAllTextAsync(Composition, TestContext.Current.CancellationToken);
        var wrong = folder.In("docker-compose.yml");
        await File.WriteAllTextAsync(
            wrong, composition.Replace("    hostname: rabbitmq", "    hostnames: rabbitmq", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var (exitCode, output) = await LintAsync(wrong);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("/services/rabbitmq", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_to_start_without_each_of_its_secrets()
    {
        foreach (var missing in Secrets)
        {
            var (exitCode, output) = await ComposeAsync(
                Secrets.Where(name => name != missing).ToDictionary(name => name, _ => "a-secret-for-this-test"));
            Assert.NotEqual(0, exitCode);
            Assert.Contains(missing, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Should_hold_no_secret_and_no_default_for_one()
    {
        var composition = await File.ReadAllTextAsync(Composition, TestContext.Current.CancellationToken);
        var uses = VariableUse().Matches(composition);
        Assert.All(Secrets, secret => Assert.Contains(uses, use => use.Groups["name"].Value == secret));
        Assert.All(uses, use => Assert.Equal(Secrets.Contains(use.Groups["name"].Value) ? ":?" : ":-", use.Groups["otherwise"].Value));
    }

    [Fact]
    public void Should_have_an_image_that_does_not_run_as_root_for_each_service()
    {
        var services = Directory.GetDirectories(Repository.PathOf("services")).Select(folder => Path.GetFileName(folder))
            .Where(name => name != "standalone").ToList();
        Assert.NotEmpty(services);
        var composition = File.ReadAllText(Composition);
        Assert.All(services, service =>
        {
            Assert.Contains($"\n  {service}:\n", composition, StringComparison.Ordinal);
            var last = File.ReadAllText(Repository.PathOf("deploy", "docker", service + ".Dockerfile")).Split("\nFROM ")[^1];
            Assert.Matches(@"\nUSER (\$APP_UID|[1-9]\d*)\nENTRYPOINT ", last);
        });
    }

    [Fact]
    public void Should_limit_and_watch_each_container()
    {
        var composition = File.ReadAllText(Composition);
        var services = Service().Matches(
            composition[composition.IndexOf("\nservices:", StringComparison.Ordinal)..composition.IndexOf(
            "\nvolumes:", StringComparison.Ordinal)]);
        Assert.Equal(13, services.Count);
        Assert.All(services, service =>
        {
            var settings = string.Concat(SharedSettings().Match(service.Value).Groups["name"].Captures
                .Select(shared => SettingsNamed(composition, shared.Value))) + service.Value;
            foreach (var setting in (string[])["mem_limit", "cpus", "pids_limit", "healthcheck", "logging", "restart", "security_opt"])
                Assert.Contains($"{setting}:", settings, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Should_not_give_the_superuser_of_the_database_to_services()
    {
        var composition = File.ReadAllText(Composition);
        var environment = composition[composition.IndexOf("x-environment:", StringComparison.Ordinal)..composition.IndexOf(
            "\nservices:", StringComparison.Ordinal)];
        Assert.Contains("Username=engram;Password=${ENGRAM_DATABASE_PASSWORD:?", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("${POSTGRES_PASSWORD", environment, StringComparison.Ordinal);
        Assert.Contains("POSTGRES_USER: postgres", composition, StringComparison.Ordinal);
    }

    private static string SettingsNamed(string composition, string name)
    {
        var began = composition.IndexOf($"x-{name}:", StringComparison.Ordinal);
        return composition[began..composition.IndexOf("\n\n", began, StringComparison.Ordinal)];
    }

    private static Task<(int ExitCode, string Output)> ComposeAsync(IReadOnlyDictionary<string, string> environment)
    {
        var isHere = Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "docker-compose")));
        Assert.SkipUnless(
            isHere, "docker-compose is not on the path; the linter and the other tests of this class check the file without it.");
        return RunAsync(new ProcessStartInfo("docker-compose", ["-f", Composition, "config", "-q"]), environment);
    }

    private static Task<(int ExitCode, string Output)> LintAsync(string composition) =>
        RunAsync(
            new ProcessStartInfo(Repository.PathOf("tests", "compose-lint", "node_modules", ".bin", "dclint"), ["--quiet", composition]),
            new Dictionary<string, string>());

    private static async Task<(int ExitCode, string Output)> RunAsync(
        ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>One service of the composition with its settings.</summary>
    [GeneratedRegex(@"(?m)^  [a-z-]+:\n(?:    .*\n|\n)+")]
    private static partial Regex Service();

    /// <summary>The settings that a service shares with others.</summary>
    [GeneratedRegex(@"<<: \[?\*(?<name>\w+)(, \*(?<name>\w+))*")]
    private static partial Regex SharedSettings();

    /// <summary>A variable that Compose fills in; <c>:?</c> makes it mandatory, <c>:-</c> gives a default.</summary>
    [GeneratedRegex(@"\$\{(?<name>\w+)(?<otherwise>:[?-])?")]
    private static partial Regex VariableUse();
}
