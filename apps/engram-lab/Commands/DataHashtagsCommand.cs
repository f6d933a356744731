using System.CommandLine;
using Engram.CommandLine;
using Engram.Lab.DataSets;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data hashtags</c>: turns the trailing hashtags of posts into their keyphrases.</summary>
public static class DataHashtagsCommand
{
    public static Command Create()
    {
        var tweets =
            new Option<FileInfo>("--tweets") { Description = "Posts with their hashtags, one a line.", HelpName = "FILE", Required = true };
        var output =
            new Option<FileInfo>("--out") { Description = "Posts of CMKP's form: post<sep>keyphrase;keyphrase<sep> a line.",
                HelpName = "FILE", Required = true };
        var command = new Command("hashtags",
            "Make posts with keyphrases of posts with hashtags: those at the end are cut off and are the keyphrases.") { tweets, output };
        command.SetAction(parsed =>
        {
            var posts = File.ReadLines(parsed.GetRequiredValue(tweets).FullName).Select(TrailingHashtags.ToTagged).OfType<string>()
                .ToList();
            var file = parsed.GetRequiredValue(output).FullName;
            File.WriteAllText(file, string.Concat(posts.Select(post => post + "\n")));
            new Report(parsed).Document(new { file, posts = posts.Count }, made => Tables.Sentence($"{made.posts} posts in {made.file}."));
            return ExitCodes.Done;
        });
        return command;
    }
}
