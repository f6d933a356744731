using System.Numerics.Tensors;
using Engram.Inference;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Training.Recipes.Stories;

namespace Engram.Lab.Stories;

/// <summary>Answers questions about stories with a package, through the session that serves it.</summary>
public sealed class StoryReader : IDisposable
{
    private const int BatchQuestions = 64;

    private readonly MemorySession _session;

    /// <exception cref="ModelPackageException">The package is not a memory network, or does not match its manifest.</exception>
    public StoryReader(InstalledModel package, int threads) =>
        _session = MemorySession.Open(package, ExecutionDevice.Choose(new InferenceOptions { IntraOpThreads = threads }));

    /// <summary>Returns the most probable answer to each question, even below the answering threshold; empty when the network is not
    /// run.</summary>
    public IEnumerable<string> Answer(IEnumerable<StoryQuestion> questions)
    {
        var asked = questions.Select(question => MemoryQuestion.About(question.Text, question.Story, int.MaxValue));
        return _session.Stories is { } stories
            ? Read(asked.Select(stories.Prepare), story => story.Question)
                .Select(
                    read => read.Asked.Refusal is null
                        && stories.Conclude(read.Asked, read.Reading, 1).Answers is [var best, ..] ? best.Text : "")
            : Read(asked, question => question)
                .Select(read => _session.AnswersTo(read.Asked)[TensorPrimitives.IndexOfMax(read.Reading.Probabilities)]);
    }

    private IEnumerable<(T Asked, MemoryReading Reading)> Read<T>(IEnumerable<T> asked, Func<T, MemoryQuestion> questionOf) =>
        asked.Chunk(BatchQuestions)
            .SelectMany(batch => batch.Zip(_session.Read([.. batch.Select(one => _session.Encode(questionOf(one)))])));

    public void Dispose() => _session.Dispose();
}
