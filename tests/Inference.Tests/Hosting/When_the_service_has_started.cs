using Engram.Contracts.Models;
using Engram.TestKit;

namespace Engram.Inference.Tests.Hosting;

/// <summary>Announcement of the loaded models by the inference service.</summary>
public sealed class When_the_service_has_started(PostgresFixture postgres) : ServiceTest(postgres)
{
    protected override (string, string)[] Settings => [("Inference:AnnounceInterval", "00:00:00.050")];

    [Theory]
    [InlineData("tagger", "keyphrases")]
    [InlineData("movies-kv-memnn", "kv-memnn")]
    public async Task Should_announce_its_models_and_say_so_again_for_those_who_come_later(string name, string kind)
    {
        var first = await Host.Heard.FirstAsync<ModelLoaded>(model => model.Name == name);
        Assert.Equal(("1", kind, "cpu"), (first.Version, first.Kind, first.Device));

        await Host.Heard.FirstAsync<ModelLoaded>(_ => Host.Heard.Of<ModelLoaded>().Count(model => model.Name == name) >= 3);
        Assert.All(Host.Heard.Of<ModelLoaded>().Where(model => model.Name == name), model => Assert.Equal(first.LoadedAt, model.LoadedAt));
    }
}
