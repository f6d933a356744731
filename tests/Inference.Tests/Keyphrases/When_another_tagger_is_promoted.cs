using System.Net;
using Engram.Contracts.Models;
using Engram.ModelStore;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Promotion of a tagger while the inference service runs.</summary>
public sealed class When_another_tagger_is_promoted(PostgresFixture postgres) : TaggingTest(postgres)
{
    [Fact]
    public async Task Should_serve_without_a_restart_and_be_announced()
    {
        Assert.Equal("tagger/1", (await TagAsync(Post("cat"))).Model);
        TinyClassifier.AddPromoted(Models, version: "2");
        var loaded = await Host.Heard.FirstAsync<ModelLoaded>(model => model.Version == "2");

        Assert.Equal(ModelKinds.Keyphrases, loaded.Kind);
        Assert.Equal("cpu", loaded.Device);
        Assert.Equal(0.5, loaded.Metrics["f1@1"]);
        Assert.Equal("tagger/2", (await TagAsync(Post("cat"))).Model);
    }

    [Fact]
    public async Task Should_show_in_readiness_when_it_does_not_work()
    {
        File.AppendAllText(Path.Combine(Models, TinyClassifier.Name, "promoted"), "7\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string report;
        do
        {
            var response = await Host.Http.GetAsync(new Uri("/readyz", UriKind.Relative), patience.Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            report = await response.Content.ReadAsStringAsync(patience.Token);
        }
        while (!report.Contains("Degraded", StringComparison.Ordinal));

        Assert.Contains("There is no model tagger/7", report, StringComparison.Ordinal);
        Assert.Equal("tagger/1", (await TagAsync(Post("cat"))).Model);
    }
}
