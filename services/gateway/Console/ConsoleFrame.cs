using Engram.Hosting;

namespace Engram.Gateway.Console;

/// <summary>What every page of the console shows around its screen.</summary>
/// <param name="Title">Title of the page.</param>
/// <param name="Section">Path of the screen in the navigation, for example <c>/console/ask</c>.</param>
/// <param name="Role">What the person may do; null before the sign-in.</param>
/// <param name="Token">Sent with each change; null without a session.</param>
public sealed record ConsoleFrame(string Title, string Section, KeyRole? Role, string? Token)
{
    /// <summary>How long a form waits for its result, seconds.</summary>
    public int WaitSeconds { get; init; }

    public bool May(KeyRole needed) => Role >= needed;
}
