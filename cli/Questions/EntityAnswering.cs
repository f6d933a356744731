using Engram.ModelPackage;
using Engram.ModelPackage.Memories;
using Engram.ModelServing;
using Engram.Trainer.Memories;

namespace Engram.Cli.Questions;

/// <summary>Answers questions of files with an exported network and ranks its answers.</summary>
public sealed class EntityAnswering : IDisposable
{
    private const int BatchQuestions = 64;

    private readonly ModelSession _session;
    private readonly EntityQuestions _questions;
    private readonly int _answers;

    /// <exception cref="ModelPackageException">The package is no key-value memory network with a list of answers, or is damaged.</exception>
    public EntityAnswering(InstalledModel model, ExecutionDevice device, KnowledgeBase knowledge)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Manifest.Files.ContainsKey(MemoryInterface.AnswersFileName))
            throw new ModelPackageException($"Model {model.Id} has no list of answers; 'engram train wikimovies' makes models that have one.");
        _questions = EntityQuestions.Of(model, knowledge);
        _answers = model.Read<string[]>(MemoryInterface.AnswersFileName).Length;
        ModelInterface.Require(model.Manifest, ModelKinds.KeyValueMemory, MemoryInterface.InputsOf(AnswerSource.Listed), model.Manifest.Outputs);
        _session = ModelSession.Open(model, device, outputs: [MemoryInterface.ProbabilitiesOutput]);
    }

    /// <summary>Rank of each question's best right answer among all entities, from 1; 0 where none is listed.</summary>
    public IReadOnlyList<int> Ranks(IReadOnlyList<AskedQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var recalled = questions.Select(_questions.Recall).ToArray();
        var ranks = new int[recalled.Length];
        foreach (var places in Enumerable.Range(0, recalled.Length).OrderBy(place => recalled[place].Memories.Count).Chunk(BatchQuestions))
        {
            var batch = MemoryBatch.Of([.. places.Select(place => _questions.Encode(recalled[place]))]);
            var (b, m) = (batch.Questions, batch.Memories);
            using var inputs = new ModelInputs()
                .Add(MemoryInterface.QuestionInput, batch.Question, b, batch.QuestionWords)
                .Add(MemoryInterface.KeysInput, batch.Keys, b, m, batch.KeyWords)
                .Add(MemoryInterface.ValuesInput, batch.Values, b, m, batch.ValueWords)
                .Add(MemoryInterface.MemoryMaskInput, batch.MemoryMask, b, m);
            using var outputs = _session.Run(inputs);
            var probabilities = outputs.Floats(MemoryInterface.ProbabilitiesOutput, b, _answers);
            for (var row = 0; row < b; row++)
                ranks[places[row]] = AnswerRanks.RankOf(recalled[places[row]].Right, probabilities.Slice(row * _answers, _answers));
        }

        return ranks;
    }

    public void Dispose() => _session.Dispose();
}
