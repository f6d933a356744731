using System.ComponentModel;
using Engram.Gateway.Api;

namespace Engram.Gateway.Memories;

/// <summary>How the memories of a set are made and hashed.</summary>
public sealed record MemorySetOptions
{
    private const int MostWindowWords = 99;

    [Description("Words that stand in at least this many keys are not hashed. Default 1000.")]
    public int FrequencyCutoff { get; init; } = 1000;

    [Description("Width of a document window in words, odd, 1 to 99. Default 7.")]
    public int WindowWords { get; init; } = 7;

    /// <exception cref="ProblemException">A value is out of range.</exception>
    public void Check()
    {
        if (FrequencyCutoff < 1)
            throw new ProblemException(Problems.InvalidField("frequencyCutoff", $"is {FrequencyCutoff}; give a number from 1"));
        if (WindowWords is < 1 or > MostWindowWords || WindowWords % 2 == 0)
            throw new ProblemException(Problems.InvalidField("windowWords", $"is {WindowWords}; give an odd number from 1 to {MostWindowWords}"));
    }
}
