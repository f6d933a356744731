using System.Numerics.Tensors;
using Engram.Inference;
using Engram.ModelPackage;
using Engram.ModelPackage.Memories;
using Engram.ModelServing;
using Engram.ModelServing.Memories;
using Engram.Trainer.Stories;

namespace Engram.Cli.Stories;

/// <summary>A package that answers questions about stories, by the session that serves it.</summary>
public sealed class StoryReader : IDisposable
{
    private const int BatchQuestions = 64;

    private readonly MemorySession _session;

    /// <exception cref="ModelPackageException">It is no memory network, or not what its manifest says.</exception>
    public StoryReader(InstalledModel package, int threads) =>
        _session = MemorySession.Open(package, ExecutionDevice.Choose(new InferenceOptions { IntraOpThreads = threads }));

    /// <summary>The most probable answer to each question.</summary>
    public IEnumerable<string> Answer(IEnumerable<StoryQuestion> questions) => questions
        .Select(question => MemoryQuestion.About(question.Text, question.Story, int.MaxValue))
        .Chunk(BatchQuestions)
        .SelectMany(batch => batch.Zip(_session.Read([.. batch.Select(_session.Encode)])))
        .Select(read => _session.AnswersTo(read.First)[TensorPrimitives.IndexOfMax(read.Second.Probabilities)]);

    public void Dispose() => _session.Dispose();
}
