using Engram.Contracts.Keyphrases;
using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.Contracts.Recommendations;
using Engram.ServiceTestKit;
using Engram.TestKit;

namespace Engram.Inference.Tests.Hosting;

/// <summary>The inference service with the models of a folder. Records the messages it publishes.</summary>
internal sealed class InferenceHost : ServiceHost
{
    private InferenceHost(string database, string models, IEnumerable<(string, string)> settings)
        : base(database, [("Models:Directory", models), ("Inference:PollInterval", "00:00:00.020"), .. settings],
            builder => builder.AddInference(), bus =>
        {
            bus.AddInferenceConsumers();
            bus.Hear<KeyphrasesPredicted>();
            bus.Hear<KeyphrasesRejected>();
            bus.Hear<QuestionAnswered>();
            bus.Hear<QuestionUnanswered>();
            bus.Hear<RecallRejected>();
            bus.Hear<ItemsRecommended>();
            bus.Hear<RecommendationDeclined>();
            bus.Hear<ModelLoaded>();
        })
    {
    }

    private const string FactReader = "fact-reader";

    public static async Task<InferenceHost> StartAsync(
        PostgresFixture postgres, string models, params (string Name, string Value)[] settings)
    {
        // Add the starter fact-reader to the models of the test.
        if (Directory.Exists(models) && !Path.Exists(Path.Combine(models, FactReader)))
            Directory.CreateSymbolicLink(Path.Combine(models, FactReader), Repository.PathOf("models", FactReader));
        var database = await postgres.CreateDatabaseAsync();
        return await StartAsync(() => new InferenceHost(database, models, settings));
    }
}
