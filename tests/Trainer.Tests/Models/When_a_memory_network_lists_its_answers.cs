using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Trainer.Tests.Memories;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Memories;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary><see cref="KeyValueMemoryNetwork"/> with a fixed list of answers.</summary>
public sealed class When_a_memory_network_lists_its_answers : TorchTest
{
    private const int Words = 12;

    private static readonly long[][] Answers = [[5], [6], [7], [8, 9], [10]];

    private static readonly EncodedQuestion Question = Asked([1, 5], ([5, 2], [6]), ([5, 3], [7]));

    private static readonly EncodedQuestion Longer = Asked(
        [1, 2, 3, 4], ([8, 9, 2], [10]), ([10, 3], [8, 9]), ([5, 2], [6]), ([6, 2], [5]));

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    public void Should_not_change_with_padding_and_address_all_its_memory(bool nullMemory, bool sharedAnswers, bool asReleased)
    {
        using var network = Network(new KeyValueMemoryDesign
        {
            Width = 4,
            Hops = 2,
            InitialWeights = 0.7,
            Answers = Answers,
            NullMemory = nullMemory,
            SharedAnswers = sharedAnswers,
            RotationBias = asReleased,
            RotatesAfterLastHop = !asReleased,
        });
        var alone = network.Predict(MemoryBatch.Of([Question]));
        var among = network.Predict(MemoryBatch.Of([Longer, Question, Asked([1])]));
        AssertValues(among.probabilities.select(0, 1), alone.probabilities.ToFloat32());
        AssertValues(among.addressing.select(0, 1).narrow(1, 0, 2), alone.addressing.ToFloat32());
        AssertValues(among.addressing.select(0, 2), new float[2 * 4]);
        var sums = among.addressing.sum(2).ToFloat32(); // [3, H]
        Assert.All(sums[..4], sum => Assert.InRange(sum, nullMemory ? 0.01f : 0.99999f, nullMemory ? 0.99999f : 1.00001f));
    }

    [Fact]
    public void Should_turn_the_query_after_each_hop_as_the_paper_or_between_hops_as_the_authors()
    {
        using var paper = Network(new KeyValueMemoryDesign { Width = 4, Hops = 3, InitialWeights = 0.7, Answers = Answers });
        using var released = Network(
            new KeyValueMemoryDesign { Width = 4, Hops = 3, InitialWeights = 0.7, Answers = Answers, RotatesAfterLastHop = false,
                RotationBias = true });
        Assert.Equal(["R_1", "R_2", "R_3"], paper.named_parameters().Select(p => p.name).Where(name => name.StartsWith('R')));
        Assert.Equal(["R_1", "R_2", "r_1", "r_2"], released.named_parameters().Select(p => p.name).Where(name => name[0] is 'R' or 'r'));
    }

    [Fact]
    public void Should_learn_from_sampled_answers_in_the_direction_of_all()
    {
        var right = new HashSet<int> { 1 };
        RecalledQuestion[] asked = [new([1, 5], [], right)];
        var all = Gradient(AnswerSamples.Of(asked, [], Answers.Length, 0, RightAnswers.Shared, new Random(1)));
        var sampled = Gradient(AnswerSamples.Of(asked, [0], Answers.Length, 3, RightAnswers.Shared, new Random(1)));
        var cosine = all.Zip(sampled, (a, b) => a * b).Sum() / Math.Sqrt(all.Sum(a => a * a) * sampled.Sum(b => b * b));
        Assert.InRange(cosine, 0.8, 1);

        double[] Gradient(AnswerSamples samples)
        {
            using var network = Network(new KeyValueMemoryDesign { Width = 4, Hops = 1, InitialWeights = 0.7, Answers = Answers });
            var (logits, _) = network.forward(MemoryBatch.Of([Question]), samples.Answers);
            torch.nn.functional.cross_entropy_soft(logits, torch.tensor(samples.Shares, logits.shape)).backward();
            return [.. network.named_parameters().Single(p => p.name == "A.weight").parameter.grad!.ToFloat32()];
        }
    }

    [Fact]
    public void Should_move_the_rows_it_read_as_a_step_over_the_whole_table_does()
    {
        var design = new KeyValueMemoryDesign { Width = 4, Hops = 2, InitialWeights = 0.7, Answers = Answers };
        using var dense = Network(design);
        using var sparse = Network(design with { InitialSquares = 1e-20 });
        sparse.load_state_dict(
            dense.named_parameters().ToDictionary(p => p.name, p => p.parameter)
                .Concat([KeyValuePair.Create("A.squares", torch.full([Words], 1e-20))]).ToDictionary());
        float[] Step(KeyValueMemoryNetwork network)
        {
            var (logits, _) = network.forward(MemoryBatch.Of([Question]), [1, 2]);
            torch.nn.functional.cross_entropy_soft(logits, torch.tensor([1f, 0f], [1, 2])).backward();
            return network.named_parameters().Single(p => p.name == "A.weight").parameter.ToFloat32();
        }

        var before = Step(dense);
        var gradient = dense.named_parameters().Single(p => p.name == "A.weight").parameter.grad!.ToFloat32();
        Step(sparse);
        sparse.StepRows(0.1);
        var moved = sparse.named_parameters().Single(p => p.name == "A.weight").parameter.ToFloat32();
        for (var word = 0; word < Words; word++)
        {
            var row = gradient[(word * 4)..((word + 1) * 4)];
            var size = MathF.Sqrt(row.Sum(x => x * x) / 4);
            for (var i = 0; i < 4; i++)
                Assert.Equal(before[(word * 4) + i] - (size == 0 ? 0 : 0.1f * row[i] / size), moved[(word * 4) + i], Tolerance);
        }

        Assert.Equal(new float[4], moved[..4]);
        Assert.Equal(before[(11 * 4)..], moved[(11 * 4)..]);
    }

    [Fact]
    public void Should_draw_one_right_answer_and_leave_the_others_alone()
    {
        RecalledQuestion[] asked = [new([1], [], new HashSet<int> { 0, 2, 3 }), new([1], [], new HashSet<int> { 4 })];
        var samples = AnswerSamples.Of(asked, [1], Answers.Length, 2, RightAnswers.Drawn, new Random(3));
        var columns = samples.Answers!.Count;
        Assert.Equal([1, 1], samples.Shares.Chunk(columns).Select(row => row.Sum()));
        Assert.Equal([2, 0], samples.Ignored!.Chunk(columns).Select(row => row.Sum()));
        Assert.All(samples.Shares.Zip(samples.Ignored!), pair => Assert.Equal(0, pair.First * pair.Second));
        Assert.Equal(
            [1 / 3f, 1], AnswerSamples.Of(asked, [], Answers.Length, 0, RightAnswers.Shared, new Random(3)).Shares.Chunk(Answers.Length)
                .Select(row => row.Max()));
    }

    [Fact]
    public void Should_train_export_and_find_its_answers()
    {
        using var movies = new TinyMovies();
        var models = new ModelRepository(movies.In("models"));
        var trained = new TrainingRun(new KnowledgeTraining(movies.Files), models)
            .Execute(new TrainingRequest("tiny", TinyMovies.Experiment, "", "none: trained by a test"), movies.In("checkpoints"),
                resume: false, null, TestContext.Current.CancellationToken);
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.InRange(trained.Model.Manifest.Metrics["dev.hits@1"], 0.8, 1);
        Assert.InRange(trained.Model.Manifest.Metrics["dev.ece"], 0, 1);
        Assert.Equal(KnowledgeBase.Read(movies.KnowledgeBase).Entities, trained.Model.Read<string[]>(MemoryInterface.AnswersFileName));
    }

    private static KeyValueMemoryNetwork Network(KeyValueMemoryDesign design)
    {
        torch.manual_seed(11);
        return new KeyValueMemoryNetwork(Words, design);
    }

    private static EncodedQuestion Asked(long[] question, params (long[] Key, long[] Value)[] memories) =>
        new() { Question = question, Keys = [.. memories.Select(memory => memory.Key)],
            Values = [.. memories.Select(memory => memory.Value)], Candidates = [] };
}
