using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TestKit.Keyphrases;
using Engram.Text;
using Engram.Trainer.Tests.Torch;
using Engram.Trainer.Tests.Training;
using Engram.Training.Loop;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Keyphrases;

/// <summary>Training of keyphrase models in two phases, on tiny posts.</summary>
public sealed class When_keyphrases_are_trained : TorchTest
{
    private readonly TinyPosts _posts = new();

    [Fact]
    public void Should_learn_to_name_subjects_and_to_copy_names()
    {
        using var folder = new TemporaryFolder();
        var experiment = TinyPosts.Experiment.Replace("\"epochs\": 3", "\"epochs\": 40", StringComparison.Ordinal);
        var trained = Train(experiment, folder.Path);
        var metrics = trained.Model.Manifest.Metrics;
        Assert.True(metrics["dev.generator.present.f1@1"] > 0.5, $"copied {metrics["dev.generator.present.f1@1"]}");
        Assert.True(metrics["dev.classifier.f1@1"] > 0.5, $"classified {metrics["dev.classifier.f1@1"]}");
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
    }

    [Fact]
    public void Should_describe_and_write_all_that_serving_needs()
    {
        using var folder = new TemporaryFolder();
        var model = Train(TinyPosts.Experiment, folder.Path).Model;

        model.VerifyFiles();
        Assert.Equal(ModelKinds.Keyphrases, model.Manifest.Kind);
        Assert.Equal(
            [
                KeyphraseInterface.DecoderFileName, KeyphraseInterface.LabelsFileName, ModelManifest.NetworkFileName,
                HeldOutSample.FileName, KeyphraseInterface.VocabularyFileName,
            ],
            model.Manifest.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(5, model.Manifest.Parameter<ClassWordsSettings>(KeyphraseInterface.ClassWordsParameter).Labels);
        Assert.Contains("premier league", model.Read<string[]>(KeyphraseInterface.LabelsFileName));
        Assert.Equal(6, model.Manifest.Training.Data.Count);
    }

    [Fact]
    public void Should_mix_the_experts_by_what_the_held_out_posts_teach_and_remember_the_tagged_posts()
    {
        using var folder = new TemporaryFolder();
        var experiment = TinyPosts.Experiment.Replace("\"ocr\"",
            "\"heldOut\": 0.4, \"mixture\": true, \"neighbours\": {}, \"leaveOneExpertOut\": true, \"ocr\"", StringComparison.Ordinal);
        var model = Train(experiment, folder.Path).Model;

        model.VerifyFiles();
        Assert.Equal(36, File.ReadAllLines(model.PathOf(KeyphraseInterface.TaggedPostsFileName)).Length);
        Assert.NotNull(PhraseRanker.Of(model));
        Assert.Equal(50, model.Manifest.Parameter<NeighbourSettings>(KeyphraseInterface.NeighboursParameter).Count);
        Assert.True(model.Manifest.Metrics["dev.mixture.f1@1"] >= model.Manifest.Metrics["dev.neighbours.f1@1"]);
        // Author names occur only in the post text, so only the generator can copy them: without it the score must not rise.
        Assert.True(model.Manifest.Metrics["dev.mixture.f1@1"] >= model.Manifest.Metrics["dev.mixture-without-generator.f1@1"]);
    }

    [Fact]
    public void Should_store_weights_in_two_bytes_without_another_result_than_was_measured()
    {
        using var folder = new TemporaryFolder();
        var experiment = TinyPosts.Experiment.Replace(
            "\"embeddingWidth\": 8, \"hiddenUnits\": 6", "\"embeddingWidth\": 60, \"hiddenUnits\": 40", StringComparison.Ordinal);
        var whole = Train(experiment, folder.Path).Model;
        var half = Train(experiment.Replace("\"ocr\"", "\"halfWeights\": true, \"ocr\"", StringComparison.Ordinal), folder.Path);

        Assert.InRange(half.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.InRange(new FileInfo(half.Model.NetworkPath).Length, 0, new FileInfo(whole.NetworkPath).Length * 0.6);
    }

    [Theory]
    [InlineData(2, 3)] // in the first phase
    [InlineData(3, 6)] // after the last step of the first phase
    [InlineData(5, 2)] // in the second phase
    public void Should_end_with_the_same_weights_after_a_break(int epoch, int step)
    {
        using var folder = new TemporaryFolder();
        using var unbroken = _posts.NewTask();
        var expected = new TrainingLoop(unbroken, "tiny").Run(resume: false, null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 1, 2, 2], expected.Select(row => row.Phase));

        using var stop = new CancellationTokenSource();
        using (var broken = _posts.NewTask())
            Assert.Throws<OperationCanceledException>(
                () => new TrainingLoop(broken, "tiny", folder.Path).Run(resume: true, new AtStep(epoch, step, stop.Cancel), stop.Token));
        using var resumed = _posts.NewTask();
        var history = new TrainingLoop(resumed, "tiny", folder.Path).Run(resume: true, null, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Select(row => row.Loss), history.Select(row => row.Loss));
        Assert.Equal(unbroken.Weights(), resumed.Weights());
    }

    [Fact]
    public void Should_leave_reader_and_classifier_as_they_are_in_the_second_phase()
    {
        using var task = _posts.NewTask();
        Dictionary<string, float[]> afterFirst = [];
        new TrainingLoop(task, "tiny").Run(
            resume: false,
            new AtEpoch(
                3, () => afterFirst = task.Model.named_parameters().ToDictionary(one => one.name, one => one.parameter.ToFloat32())),
            TestContext.Current.CancellationToken);
        foreach (var (name, parameter) in task.Model.named_parameters())
        {
            if (name.StartsWith("generator.", StringComparison.Ordinal))
                Assert.NotEqual(afterFirst[name], parameter.ToFloat32());
            else
                Assert.Equal(afterFirst[name], parameter.ToFloat32());
        }
    }

    [Fact]
    public void Should_leave_no_tensors_behind()
    {
        Run();
        var before = Tensor.TotalCount;
        Run();
        Assert.Equal(before, Tensor.TotalCount);

        void Run()
        {
            using var task = _posts.NewTask();
            new TrainingLoop(task, "tiny").Run(resume: false, null, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Should_have_an_example_for_each_keyphrase_and_words_of_training_posts_alone()
    {
        var corpus = _posts.NewCorpus(TinyPosts.Experiment.Replace("\"vocabularyWords\": 40,", "", StringComparison.Ordinal));
        Assert.True(corpus.Vocabulary.Contains("authortrain0"));
        Assert.False(corpus.Vocabulary.Contains("authordev0"));
        Assert.True(corpus.Vocabulary.Contains("microphone"));
        Assert.True(corpus.Vocabulary.Contains("premier"));

        var post = corpus.Test[0];
        var encoding = corpus.Encode(post);
        Assert.Equal([corpus.Vocabulary.Count], corpus.Encoder.EncodePhrase(["authordev0"], encoding));
        Assert.Equal([Vocabulary.Unknown], corpus.Encoder.EncodePhrase(["elsewhere"], encoding));
        using var task = _posts.NewTask();
        Assert.Equal(36 + 12, ((ITrainingSession)task).Examples);
    }

    [Fact]
    public void Should_draw_a_phrase_of_each_post_anew_each_epoch_where_that_is_wanted()
    {
        var experiment = TinyPosts.Experiment.Replace("\"ocr\"", "\"drawPhrases\": true, \"ocr\"", StringComparison.Ordinal);
        using var task = _posts.NewTask(experiment);
        Assert.Equal(36, ((ITrainingSession)task).Examples);
        var history = new TrainingLoop(task, "tiny").Run(resume: false, null, TestContext.Current.CancellationToken);
        Assert.True(history[2].Loss < history[0].Loss);
    }

    [Fact]
    public void Should_hold_out_the_share_that_the_experiment_names()
    {
        var corpus = _posts.NewCorpus("""{ "heldOut": 0.4 }""");
        Assert.Equal(36, corpus.Training.Count + corpus.Validation.Count);
        Assert.InRange(corpus.Validation.Count, 5, 25);
        Assert.Equal(12, corpus.Test.Count);
        Assert.Same(_posts.NewCorpus("{}").Test.GetType(), corpus.Test.GetType());
    }

    [Fact]
    public void Should_compute_the_same_beams_from_one_post_and_from_many()
    {
        using var task = _posts.NewTask();
        new TrainingLoop(task, "tiny").Run(resume: false, null, TestContext.Current.CancellationToken);
        Assert.Equal(task.Evaluate(), task.Evaluate());
    }

    [Theory]
    [InlineData("""{ "classifier": false, "generator": false }""", "neither a classifier nor a generator")]
    [InlineData("""{ "fusion": "attention" }""", "needs pairs")]
    [InlineData("""{ "wordVectors": "glove-100d" }""", "100 wide")]
    [InlineData("""{ "classifier": false, "secondPhase": {} }""", "needs both")]
    [InlineData("""{ "neighbours": {} }""", "vote in the mixture")]
    public void Should_refuse_what_does_not_go_together(string experiment, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<ExperimentException>(() => KeyphraseTraining.Read(experiment)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "regions": "objects" }""", "no objects of pictures")]
    [InlineData("""{ "mixture": true }""", "heldOut")]
    public void Should_refuse_what_the_data_does_not_hold(string experiment, string reason) =>
        Assert.Contains(reason, Assert.Throws<ExperimentException>(() => _posts.NewTask(experiment)).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_read_word_vectors_piece_by_piece()
    {
        var numbers = string.Join(',', Enumerable.Range(0, GloveVectors.Width).Select(i => $"{i}.5"));
        var json = $$"""{"precision":8,"words":["a","b"],"vectors":{"a":[{{numbers}},9,0],"b":[{{numbers}},9,1]},"unkVector":[1,2]}""";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var read = GloveVectors.Read(stream, new HashSet<string> { "b", "c" });
        Assert.Equal(["b"], read.Keys);
        Assert.Equal(Enumerable.Range(0, GloveVectors.Width).Select(i => i + 0.5f), read["b"]);
    }

    private TrainedModel Train(string experiment, string folder) =>
        new TrainingRun(new KeyphraseTraining { Files = _posts.Files() }, new ModelRepository(folder)).Execute(
            new TrainingRequest("tiny", experiment, "", "test"), Path.Combine(folder, "checkpoints"), resume: false, null,
            TestContext.Current.CancellationToken);
}
