using System.CommandLine;
using Engram.ApiContracts.Posts;
using Engram.Cli.Output;
using Engram.Cli.Posts;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram tag</c>: predicts the keyphrases of one post.</summary>
public static class TagCommand
{
    public static Command Create()
    {
        var text = new Option<string>("--text") { Description = "The post's words.", HelpName = "TEXT" };
        var image = new Option<string[]>("--image") { Description = "A picture of the post: a file, or a URL that the gateway fetches. "
            + "Up to four.", HelpName = "FILE" };
        var command = new Command(
            "tag", "Post a text, a picture or both, and print the keyphrases.") { text, image, CommonOptions.GatewayUrl };
        command.Validators.Add(given =>
        {
            if (given.GetValue(text) is null && given.GetValue(image) is null or [])
                given.AddError("Give --text, --image or both.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var named = parsed.GetValue(image) ?? [];
            PictureRequest[] pictures = [.. named.Select(name => PostFile.Picture(name, Environment.CurrentDirectory))];
            var post = await gateway.TagAsync(new PostRequest { Text = parsed.GetValue(text), Pictures = pictures }, cancellationToken);
            new Report(parsed).Document(post, PostTable.Draw);
            return post.State == PostState.Tagged ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
