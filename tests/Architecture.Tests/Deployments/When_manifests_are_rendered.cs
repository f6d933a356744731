using System.Collections.Concurrent;
using Engram.TestKit;

namespace Engram.Architecture.Tests.Deployments;

/// <summary><c>deploy/kubernetes</c>, rendered and checked without a cluster.</summary>
public sealed class When_manifests_are_rendered
{
    private static readonly ConcurrentDictionary<string, Task<string>> Rendered = new();

    private static readonly string[] Services = ["gateway", "inference", "memory-index", "ocr", "trainer", "vision-features"];

    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    [InlineData("full")]
    [InlineData("dev")]
    public async Task Should_fit_the_schemas_of_their_kinds(string overlay)
    {
        var (exitCode, faults) = await LintAsync(await RenderAsync(overlay));

        Assert.True(exitCode == 0, faults);
    }

    [Theory]
    [InlineData("readinessProbe:", "readynessProbe:", "there is no field /spec/template/spec/containers/0/readynessProbe")]
    [InlineData("replicas: 2", "replicas: two", "data/spec/replicas must be integer")]
    [InlineData("scaleTargetRef:", "scaleTarget:", "must have required property scaleTargetRef")]
    public async Task Should_be_refused_with_a_fault(string right, string wrong, string said)
    {
        var (exitCode, faults) = await LintAsync((await RenderAsync("full")).Replace(right, wrong, StringComparison.Ordinal));

        Assert.NotEqual(0, exitCode);
        Assert.Contains(said, faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_treat_each_service_with_care()
    {
        var manifests = await ManifestsAsync("cpu");

        Assert.Equal(Services, NamesOf(manifests, "Deployment"));
        Assert.Equal(Services, NamesOf(manifests, "PodDisruptionBudget"));
        Assert.All(manifests.Where(manifest => KindOf(manifest) == "Deployment"), deployment => Assert.All(
            (string[])["startupProbe:", "livenessProbe:", "readinessProbe:", "runAsNonRoot: true", "readOnlyRootFilesystem: true",
                "allowPrivilegeEscalation: false", "type: RuntimeDefault", "automountServiceAccountToken: false",
                "topologySpreadConstraints:", "terminationGracePeriodSeconds: 90", "secretName: engram"],
            setting => Assert.Contains(setting, deployment, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Should_leave_gateways_in_service_while_the_broker_is_away()
    {
        var gateway = Assert.Single(
            await ManifestsAsync("cpu"), manifest => KindOf(manifest) == "Deployment" && NameOf(manifest) == "gateway");

        Assert.Contains("path: " + Hosting.HealthPaths.Serving, gateway, StringComparison.Ordinal);
        Assert.DoesNotContain(Hosting.HealthPaths.Ready, gateway, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_hold_no_secret()
    {
        foreach (var overlay in (string[])["full", "dev"])
            Assert.DoesNotContain("Secret", (await ManifestsAsync(overlay)).Select(KindOf));
    }

    [Fact]
    public async Task Should_scale_by_queues_that_there_are()
    {
        var queues = (await RenderAsync("full")).Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("queueName: ", StringComparison.Ordinal)).Select(line => line["queueName: ".Length..]).ToList();

        Assert.Equal(4, queues.Count);
        Assert.Subset(Messaging.DeadLetters.Endpoints.Names.ToHashSet(), queues.ToHashSet());
    }

    // Kustomize reads no file outside of the component.
    [Fact]
    public void Should_make_the_role_of_the_database_as_compositions_do() => Assert.Equal(
        File.ReadAllText(Repository.PathOf("deploy", "postgres", "engram-role.sh")),
        File.ReadAllText(Repository.PathOf("deploy", "kubernetes", "components", "dev-datastores", "engram-role.sh")));

    private static Task<string> RenderAsync(string overlay)
    {
        Assert.SkipUnless(Tools.IsHere("kubectl"), "kubectl, which renders the manifests, is not on the path.");
        return Rendered.GetOrAdd(overlay, RenderOnceAsync);
    }

    private static async Task<string> RenderOnceAsync(string overlay)
    {
        var (exitCode, output) = await Tools.RunAsync(
            "kubectl", ["kustomize", Repository.PathOf("deploy", "kubernetes", "overlays", overlay)]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static async Task<IReadOnlyList<string>> ManifestsAsync(string overlay) => (await RenderAsync(overlay)).Split("\n---\n");

    private static Task<(int ExitCode, string Faults)> LintAsync(string manifests) =>
        Tools.RunAsync("node", [Repository.PathOf("tests", "manifest-lint", "check.mjs")], manifests);

    private static IEnumerable<string> NamesOf(IReadOnlyList<string> manifests, string kind) =>
        manifests.Where(manifest => KindOf(manifest) == kind).Select(NameOf).Order(StringComparer.Ordinal);

    private static string KindOf(string manifest) => ValueOf(manifest, "kind: ");

    private static string NameOf(string manifest) => ValueOf(manifest, "  name: ");

    private static string ValueOf(string manifest, string field) =>
        manifest.Split('\n').First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..];
}
