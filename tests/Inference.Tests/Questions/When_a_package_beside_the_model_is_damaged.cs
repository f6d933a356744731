using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.Hosting;
using Engram.Inference.Tests.Hosting;
using Engram.ModelStore;
using Engram.TestKit;

namespace Engram.Inference.Tests.Questions;

/// <summary>Answering questions while another package in the models folder has a malformed manifest.</summary>
public sealed class When_a_package_beside_the_model_is_damaged(PostgresFixture postgres) : ServiceTest(postgres)
{
    private const string Broken = "broken";

    [Fact]
    public async Task Should_answer_from_every_other_model_and_say_which_one_is_skipped()
    {
        TinyMemoryNetwork.AddPromoted(Models, "1", "further");
        TinyMemoryNetwork.AddPromoted(Models, "1", Broken);
        File.WriteAllText(Path.Combine(Models, Broken, "1", ModelManifest.FileName), "{ \"name\": ");

        var asked = Recalled("further");
        await Host.PublishAsync(asked);
        Assert.Equal("further/1", (await Host.Heard.FirstAsync<QuestionAnswered>(answer => answer.QuestionId == asked.QuestionId)).Model);

        var ofTheBroken = Recalled(Broken);
        await Host.PublishAsync(ofTheBroken);
        var declined = await Host.Heard.FirstAsync<QuestionUnanswered>(answer => answer.QuestionId == ofTheBroken.QuestionId);
        Assert.Equal("unknown-model", declined.Code);
        Assert.StartsWith("The package of model broken/1 is damaged; these answer questions: ", declined.Reason, StringComparison.Ordinal);
        Assert.Contains("further", declined.Reason, StringComparison.Ordinal);

        var health = await Host.Http.GetStringAsync(new Uri(HealthPaths.Ready, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("Degraded", health, StringComparison.Ordinal);
        Assert.Contains("Skipped: broken/1: ", health, StringComparison.Ordinal);
    }

    private static MemoriesRecalled Recalled(string model) => new()
    {
        QuestionId = Guid.NewGuid(),
        SetId = Guid.NewGuid(),
        Text = "jaws directed_by",
        MaxAnswers = 3,
        Epoch = 7,
        Model = model,
        Hashing = HashingStrategy.Words,
        Memories = [new() { MemoryId = 1, Key = "jaws directed_by", Value = "Spielberg" }],
    };
}
