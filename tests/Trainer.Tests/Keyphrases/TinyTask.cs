using Engram.TestKit.Keyphrases;
using Engram.Training.Loop;
using Engram.Training.Recipes.Keyphrases;

namespace Engram.Trainer.Tests.Keyphrases;

/// <summary>Keyphrase trainings on <see cref="TinyPosts"/>.</summary>
internal static class TinyTask
{
    public static KeyphraseFiles Files(this TinyPosts posts) => new(posts.Train, posts.Dev);

    public static KeyphraseTask NewTask(this TinyPosts posts, string experiment = TinyPosts.Experiment) =>
        (KeyphraseTask)new KeyphraseTraining { Files = posts.Files() }.Prepare(new TrainingRequest("tiny", experiment, "", "test"));

    public static KeyphraseCorpus NewCorpus(this TinyPosts posts, string experiment = TinyPosts.Experiment)
    {
        var read = KeyphraseTraining.Read(experiment);
        return new KeyphraseCorpus(KeyphraseData.Open(posts.Files(), directory: null, read.HeldOut), read);
    }
}
