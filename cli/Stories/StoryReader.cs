using System.Numerics.Tensors;
using Engram.Inference;
using Engram.ModelPackage;
using Engram.ModelPackage.Memories;
using Engram.ModelServing;

namespace Engram.Cli.Stories;

/// <summary>A package that answers questions about stories from its list, as serving runs it. B questions, A answers.</summary>
public sealed class StoryReader : IDisposable
{
    private const int BatchQuestions = 64;

    private readonly ModelSession _session;
    private readonly MemoryEncoder _encoder;
    private readonly string[] _answers;
    private readonly int _maxMemories;

    private StoryReader(ModelSession session)
    {
        _session = session;
        _encoder = MemoryEncoder.Of(session.Package);
        _answers = session.Package.Read<string[]>(MemoryInterface.AnswersFileName);
        _maxMemories = session.Package.Manifest.Parameter<int>(MemoryInterface.MaxMemoriesParameter);
    }

    /// <exception cref="ModelPackageException">It is no such package, or not what its manifest says.</exception>
    public static StoryReader Open(InstalledModel package, int threads) =>
        new(ModelSession.Open(package, ExecutionDevice.Choose(new InferenceOptions { IntraOpThreads = threads })));

    /// <summary>The most probable answer to each question.</summary>
    /// <param name="questions">Questions, each with the sentences told before it.</param>
    public IEnumerable<string> Answer(IEnumerable<(string Text, IReadOnlyList<string> Story)> questions) => questions
        .Select(question => _encoder.Encode(MemoryQuestion.About(question.Text, question.Story, _maxMemories), AnswerSource.Listed))
        .Chunk(BatchQuestions)
        .SelectMany(AnswerBatch);

    public void Dispose() => _session.Dispose();

    private string[] AnswerBatch(EncodedQuestion[] questions)
    {
        var batch = MemoryBatch.Of(questions);
        using var inputs = new ModelInputs()
            .Add(MemoryInterface.QuestionInput, batch.Question, batch.Questions, batch.QuestionWords)
            .Add(MemoryInterface.KeysInput, batch.Keys, batch.Questions, batch.Memories, batch.KeyWords)
            .Add(MemoryInterface.ValuesInput, batch.Values, batch.Questions, batch.Memories, batch.ValueWords)
            .Add(MemoryInterface.MemoryMaskInput, batch.MemoryMask, batch.Questions, batch.Memories);
        using var outputs = _session.Run(inputs);
        var probabilities = outputs.Floats(MemoryInterface.ProbabilitiesOutput, batch.Questions, _answers.Length); // [B, A]
        var answers = new string[questions.Length];
        for (var row = 0; row < answers.Length; row++)
            answers[row] = _answers[TensorPrimitives.IndexOfMax(probabilities.Slice(row * _answers.Length, _answers.Length))];
        return answers;
    }
}
