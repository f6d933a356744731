using Engram.TestKit;
using Engram.Training.Loop;
using Engram.Training.Recipes.Stories;

namespace Engram.Trainer.Tests.Stories;

/// <summary><see cref="StoryFolder"/>, the reader of bAbI files.</summary>
public sealed class When_stories_are_read
{
    [Fact]
    public void Should_give_each_question_the_sentences_before_it()
    {
        var questions = Read("1 Mary went home.\n2 John went away.\n3 Where is Mary? \thome\t1\n4 Mary left.\n5 Where is "
            + "John?\taway\t2\n1 Bo sat.\n2 What?\tn,s\n");
        Assert.Equal(["Mary went home.", "John went away."], questions[0].Story);
        Assert.Equal(("Where is Mary?", "home"), (questions[0].Text, questions[0].Answer));
        Assert.Equal([0], questions[0].Supporting);
        Assert.Equal(["Mary went home.", "John went away.", "Mary left."], questions[1].Story);
        Assert.Equal([1], questions[1].Supporting);
        Assert.Equal(["Bo sat."], questions[2].Story);
        Assert.Equal("n,s", questions[2].Answer);
        Assert.Empty(questions[2].Supporting);
    }

    [Theory]
    [InlineData("Mary went home.\n", "Line 1", "line number")]
    [InlineData("1 Mary went home.\n2 Where?\thome\t7\n", "Line 2", "'7'")]
    [InlineData("1 Mary went home.\n", "holds no question", "answer")]
    public void Should_name_the_line_that_is_none(string text, string where, string what)
    {
        var wrong = Assert.Throws<ExperimentException>(() => Read(text));
        Assert.Contains(where, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(what, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_out_the_stories_of_another_folder()
    {
        const string Known = "1 Mary went home.\n2 Where is Mary?\thome\t1\n";
        const string Fresh = "1 Mary went home.\n2 John went away.\n3 Where is Mary?\thome\t1\n";
        using var folder = new TemporaryFolder();
        StoryFolder Folder(string name, string text)
        {
            Directory.CreateDirectory(folder.In(name));
            File.WriteAllText(folder.In(name, "qa1_tiny_train.txt"), text);
            return StoryFolder.Open(folder.In(name));
        }

        var (known, all) = (Folder("known", Known), Folder("all", Known + Fresh));

        Assert.Equal(["Mary went home.", "John went away."], Assert.Single(all.ReadWithout(known, 1)).Story);
        Assert.Contains(
            "holds no story", Assert.Throws<ExperimentException>(() => known.ReadWithout(all, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("no training file of task 2", Assert.Throws<ExperimentException>(() => all.ReadWithout(known, 2)).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<StoryQuestion> Read(string text)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "qa.txt");
        File.WriteAllText(path, text);
        return BabiFile.Read(path);
    }
}
