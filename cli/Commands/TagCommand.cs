using System.CommandLine;
using Engram.Cli.Output;
using Engram.Cli.Posts;
using Engram.Gateway.Posts;

namespace Engram.Cli.Commands;

/// <summary><c>engram tag</c>: the keyphrases of one post.</summary>
public static class TagCommand
{
    public static Command Create()
    {
        var text = new Option<string>("--text") { Description = "The post's words.", HelpName = "TEXT" };
        var image = new Option<string>("--image") { Description = "The post's picture: a file, or a URL that the gateway fetches.", HelpName = "FILE" };
        var command = new Command("tag", "Post a text, a picture or both, and print the keyphrases.") { text, image, CommonOptions.GatewayUrl };
        command.Validators.Add(given =>
        {
            if (given.GetValue(text) is null && given.GetValue(image) is null)
                given.AddError("Give --text, --image or both.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var picture = parsed.GetValue(image) is { } named ? await PostFile.PictureAsync(named, Environment.CurrentDirectory, cancellationToken) : null;
            var post = await gateway.TagAsync(new PostRequest { Text = parsed.GetValue(text), Picture = picture }, cancellationToken);
            new Report(parsed).Document(post, PostTable.Draw);
            return post.State == PostState.Tagged ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
